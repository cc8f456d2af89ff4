import { listenForCopies, showCopyButtons } from './copy.ts';
import { searchOnSlash, submitOnChoice } from './forms.ts';
import { keepLive } from './live.ts';

// On a phone the navigation scrolls sideways: where one is should be in sight.
document.querySelector('nav [aria-current]')?.scrollIntoView({ block: 'nearest', inline: 'center' });
showCopyButtons();
listenForCopies();
submitOnChoice();
searchOnSlash();
keepLive();
