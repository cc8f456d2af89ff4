import { listenForCopies, showCopyButtons } from './copy.ts';
import { searchOnSlash, submitOnChoice } from './forms.ts';
import { keepLive } from './live.ts';

showCopyButtons();
listenForCopies();
submitOnChoice();
searchOnSlash();
keepLive();
