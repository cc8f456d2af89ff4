import { fieldsOf, textOf } from '../fields.ts';
import type { ApiResult, Fields, FormParams } from '../protocol.ts';
import { createBilling } from './billing.ts';
import { createCardFields } from './card-fields.ts';
import { fill, pair, validateAll } from './field.ts';
import { createSavedCards } from './saved-cards.ts';
import { redisplayOf, type SavedCard, type Session, sessionOf } from './session.ts';
import { say } from './strings.ts';
import { under, type View, type ViewDeps } from './view.ts';

/** The Payment Element: the customer's saved cards, a new one, whether to keep it, and what that means. */
export function createPaymentView({ strings, locale, post, emit, reload, customerSession }: ViewDeps): View {
  let session: Session = sessionOf({});
  let options: Fields = {};
  let collapsed = false;
  let applied = false;
  const card = createCardFields(strings);
  const billing = createBilling(strings, locale);
  const fields = [card.number, card.expiry, card.cvc, ...billing.fields];
  const save = checkbox('save', strings.save);
  const terms = paragraph('TermsText');
  const header = accordionHeader(strings.card, () => setCollapsed(false));
  const saved = createSavedCards({ strings, changed: () => showChoice(), remove: (chosen) => void removeCard(chosen) });

  const newCard = document.createElement('div');
  newCard.className = 'stack';
  newCard.append(billing.name.row, card.number.row, pair(card.expiry, card.cvc), billing.place, save.row);
  const body = document.createElement('div');
  body.className = 'stack';
  body.append(saved.element, newCard, terms);
  const element = document.createElement('form');
  element.noValidate = true;
  element.append(header.element, body);
  element.addEventListener('submit', (event) => event.preventDefault());
  element.addEventListener('input', () => changed());
  element.addEventListener('change', () => changed());

  const isEmpty = () => [card.number, card.expiry, card.cvc].every(({ control }) => control.value === '');
  const isComplete = () => saved.selected() !== undefined || fields.every((field) => field.problem() === undefined);

  function changed(): void {
    showTerms();
    const chosen = saved.selected();
    emit('change', {
      collapsed,
      complete: !collapsed && isComplete(),
      empty: chosen === undefined && isEmpty(),
      value: {
        type: 'card',
        ...(session.offersSaving && chosen === undefined ? { savePaymentMethod: save.input.checked } : {}),
        ...(chosen === undefined ? {} : { payment_method: shownOf(chosen) }),
      },
    });
  }

  function showChoice(): void {
    newCard.hidden = saved.selected() !== undefined;
    save.row.hidden = !session.offersSaving;
    showTerms();
  }

  /** Terms stand where a card is kept: https://docs.stripe.com/js/elements_object/create_payment_element#payment_element_create-options-terms */
  function showTerms(): void {
    const wish = fieldsOf(options.terms).card;
    const keeps = session.setup || session.usage !== undefined || (session.offersSaving && save.input.checked);
    terms.hidden = wish === 'never' || (wish !== 'always' && (!keeps || saved.selected() !== undefined));
    const business = textOf(fieldsOf(options.business).name) ?? session.business;
    terms.textContent = say(strings.terms, { business });
  }

  function setCollapsed(next: boolean): void {
    collapsed = next;
    body.hidden = collapsed;
    header.show(collapsed || layoutOf(options) === 'accordion', !collapsed);
    changed();
    if (!collapsed) view.focus();
  }

  async function removeCard(chosen: SavedCard): Promise<void> {
    const result = await post(`elements/payment_methods/${chosen.id}/detach`, {
      customer_session_client_secret: customerSession() ?? '',
    });
    // What is left is the server's to say: another saved card may take the place of the one removed.
    if (result.ok) await reload();
    else saved.show(session.savedCards, session.allowsRemoval);
    emit('savedpaymentmethodremove', {
      success: result.ok,
      ...(result.ok ? {} : { error: result.error.message }),
      payment_method: shownOf(chosen),
    });
    changed();
    view.focus();
  }

  /** Parameters that keep a new card, or not, as was ticked. */
  function keepingParams(ticked: boolean): FormParams {
    const usage = ticked && !session.setup ? session.savingUsage : undefined;
    return usage === undefined ? {} : { setup_future_usage: usage };
  }

  const view: View = {
    element,
    apply(settings, answer) {
      options = settings.options;
      session = sessionOf(answer);
      const defaults = fieldsOf(fieldsOf(options.defaultValues).billingDetails);
      billing.apply(askedOf(options), defaults, settings.billingElsewhere);
      saved.show(session.savedCards, session.allowsRemoval);
      setReadOnly(options.readOnly === true);
      if (!applied) collapsed = layoutOf(options) === 'accordion' && fieldsOf(options.layout).defaultCollapsed === true;
      applied = true;
      body.hidden = collapsed;
      element.dataset.layout = layoutOf(options);
      header.show(collapsed || layoutOf(options) === 'accordion', !collapsed);
      showChoice();
    },
    validate() {
      if (collapsed) setCollapsed(false);
      return saved.selected() === undefined ? validateAll(fields) : undefined;
    },
    value: () => ({ complete: isComplete(), empty: isEmpty() }),
    async request(action, params): Promise<ApiResult> {
      const chosen = saved.selected();
      const secret = customerSession();
      if (chosen !== undefined) {
        if (action === 'payment_methods') return { ok: true, object: shownOf(chosen) };
        const rest = Object.entries(params).filter(([name]) => !name.startsWith('payment_method_data'));
        return post(action, {
          ...Object.fromEntries(rest),
          payment_method: chosen.id,
          ...(secret === undefined ? {} : { customer_session_client_secret: secret }),
        });
      }
      const ticked = session.offersSaving && save.input.checked;
      const method = {
        type: 'card',
        ...card.params(),
        ...billing.params(),
        allow_redisplay: redisplayOf(session, ticked),
      };
      return action === 'payment_methods'
        ? post(action, { ...method, ...params })
        : post(action, { ...under('payment_method_data', method), ...keepingParams(ticked), ...params });
    },
    focus() {
      if (saved.selected() === undefined) card.number.control.focus();
      else saved.focus();
    },
    clear() {
      for (const field of [card.number, card.expiry, card.cvc]) {
        fill(field, '');
        field.tell(undefined);
      }
      billing.clear();
      changed();
    },
    collapse: () => setCollapsed(true),
  };

  function setReadOnly(readOnly: boolean): void {
    saved.setReadOnly(readOnly);
    save.input.disabled = readOnly;
    for (const { control } of fields) control.disabled = readOnly;
  }

  return view;
}

/** A saved card as events tell of it. */
function shownOf({ id, billingDetails }: SavedCard): Fields {
  return { id, type: 'card', billing_details: billingDetails };
}

/** What is asked of a card; an answer for cards alone goes before that for all. */
function askedOf(options: Fields): unknown {
  const fields = fieldsOf(options.fields);
  return fieldsOf(fields.card).billingDetails ?? fields.billingDetails;
}

function layoutOf({ layout }: Fields): string {
  return String(typeof layout === 'string' ? layout : (fieldsOf(layout).type ?? 'tabs'));
}

function paragraph(className: string): HTMLElement {
  const text = document.createElement('p');
  text.className = className;
  return text;
}

function checkbox(id: string, text: string) {
  const input = document.createElement('input');
  input.type = 'checkbox';
  input.id = id;
  input.className = 'CheckboxInput';
  const label = document.createElement('label');
  label.htmlFor = id;
  label.className = 'CheckboxLabel';
  label.textContent = text;
  const row = document.createElement('div');
  row.className = 'Checkbox';
  row.append(input, label);
  return { input, row };
}

function accordionHeader(text: string, open: () => void) {
  const button = document.createElement('button');
  button.type = 'button';
  button.className = 'AccordionItem Tab';
  button.textContent = text;
  button.addEventListener('click', open);
  return {
    element: button,
    show(shown: boolean, expanded: boolean) {
      button.hidden = !shown;
      button.setAttribute('aria-expanded', String(expanded));
      button.classList.toggle('AccordionItem--selected', expanded);
      button.classList.toggle('Tab--selected', expanded);
    },
  };
}
