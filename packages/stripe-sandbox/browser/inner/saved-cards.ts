import { brandName } from '../../src/cards/brand-name.ts';
import { brandBadge } from './card-fields.ts';
import type { SavedCard } from './session.ts';
import { type Strings, say } from './strings.ts';

export interface SavedCards {
  readonly element: HTMLElement;
  /** The card chosen; undefined when the customer uses another. */
  selected(): SavedCard | undefined;
  /** Shows cards anew; keeps the choice as long as its card is there. */
  show(cards: readonly SavedCard[], allowsRemoval: boolean): void;
  setReadOnly(readOnly: boolean): void;
  focus(): void;
}

interface SavedCardsDeps {
  readonly strings: Strings;
  readonly changed: () => void;
  /** Asked to remove a card; the list is shown anew when that is done. */
  readonly remove: (card: SavedCard) => void;
}

/** The customer's cards as a list of radio buttons, the first chosen, and another card as the last choice. */
export function createSavedCards({ strings, changed, remove }: SavedCardsDeps): SavedCards {
  const element = document.createElement('fieldset');
  element.className = 'saved';
  const legend = document.createElement('legend');
  legend.className = 'visually-hidden';
  legend.textContent = strings.savedCards;
  let cards: readonly SavedCard[] = [];
  let chosen = '';

  const choose = (id: string) => {
    chosen = id;
    for (const row of element.querySelectorAll<HTMLElement>('.PickerItem')) {
      const selected = row.dataset.id === id;
      row.classList.toggle('PickerItem--selected', selected);
      row.classList.toggle('Tab--selected', selected);
    }
  };

  const choice = (id: string, describe: readonly HTMLElement[]): HTMLElement => {
    const radio = document.createElement('input');
    radio.type = 'radio';
    radio.name = 'saved-card';
    radio.id = `saved-${id}`;
    radio.checked = id === chosen;
    radio.addEventListener('change', () => {
      choose(id);
      changed();
    });
    const label = document.createElement('label');
    label.htmlFor = radio.id;
    label.append(...describe);
    const row = document.createElement('div');
    row.className = 'PickerItem Tab';
    row.dataset.id = id;
    row.append(radio, label);
    return row;
  };

  const cardRow = (card: SavedCard, allowsRemoval: boolean): HTMLElement => {
    const title = words('TabLabel', `•••• ${card.last4}`);
    title.setAttribute('aria-hidden', 'true');
    const spoken = words('visually-hidden', say(strings.ending, { brand: brandName(card.brand), last4: card.last4 }));
    const row = choice(card.id, [
      brandBadge(card.brand),
      spoken,
      title,
      words('quiet', say(strings.expires, { date: card.expires })),
    ]);
    if (allowsRemoval) {
      const button = document.createElement('button');
      button.type = 'button';
      button.className = 'remove';
      button.textContent = strings.remove;
      button.setAttribute('aria-label', say(strings.removeCard, { last4: card.last4 }));
      button.addEventListener('click', () => {
        button.disabled = true;
        remove(card);
      });
      row.append(button);
    }
    return row;
  };

  return {
    element,
    selected: () => cards.find(({ id }) => id === chosen),
    show(shown, allowsRemoval) {
      const first = cards.length === 0;
      cards = shown;
      if (first || (chosen !== 'new' && !cards.some(({ id }) => id === chosen))) chosen = cards[0]?.id ?? 'new';
      element.hidden = cards.length === 0;
      element.replaceChildren(
        legend,
        ...cards.map((card) => cardRow(card, allowsRemoval)),
        choice('new', [words('TabLabel', strings.otherCard)]),
      );
      choose(chosen);
    },
    setReadOnly(readOnly) {
      element.disabled = readOnly;
    },
    focus: () => element.querySelector<HTMLInputElement>('input:checked')?.focus(),
  };
}

function words(className: string, text: string): HTMLElement {
  const span = document.createElement('span');
  span.className = className;
  span.textContent = text;
  return span;
}
