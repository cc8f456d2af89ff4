import { type OperationContext, objectId } from '../../context.ts';
import { invalidParam } from '../../http/errors.ts';
import { mergeMetadata } from '../../http/params.ts';
import type { LineItemObject } from '../../store/objects/line-item.ts';
import type { PriceObject } from '../../store/objects/price.ts';
import { createPrice } from '../catalog/prices.ts';
import { createProduct } from '../catalog/products.ts';
import type { LineItemParams } from './params.ts';

const MAXIMUM_QUANTITY = 999_999;

/** A line that was found to be good, before anything is made for it. */
export interface OrderedLine {
  readonly currency: string;
  /** Minor units of the currency. */
  readonly unitAmount: number;
  readonly quantity: number;
  readonly params: LineItemParams;
}

/**
 * Checks the lines of an order and tells what each costs. Throws Stripe's 400, naming the line, on a price that is
 * unknown, inactive or recurring, on a quantity that is none, and on a second currency.
 */
export function checkLines(
  context: OperationContext,
  lines: readonly LineItemParams[],
  currency: string | undefined,
): OrderedLine[] {
  const ordered = lines.map((line, index) => checkLine(context, line, `line_items[${index}]`));
  const expected = currency?.toLowerCase() ?? ordered[0]?.currency;
  ordered.forEach((line, index) => {
    if (line.currency === expected) return;
    throw invalidParam(
      `The price specified only supports \`${line.currency}\`. This doesn't match the expected currency: \`${expected}\`.`,
      `line_items[${index}]`,
    );
  });
  return ordered;
}

function checkLine(context: OperationContext, params: LineItemParams, at: string): OrderedLine {
  const { price: priceId, price_data: data } = params;
  if ((priceId === undefined) === (data === undefined)) {
    throw invalidParam('You must provide exactly one of `price` or `price_data` for each line item.', at);
  }
  const quantity = checkQuantity(params.quantity, at);
  if (data !== undefined) return { ...checkPriceData(context, data, `${at}[price_data]`), quantity, params };
  const price = context.store.prices.get(priceId ?? '');
  if (price === undefined) throw invalidParam(`No such price: '${priceId}'`, `${at}[price]`, 'resource_missing');
  if (!price.active) {
    throw invalidParam(
      'The price specified is inactive. This field only accepts active prices.',
      `${at}[price]`,
      'resource_missing',
    );
  }
  if (price.recurring !== null) throw recurringPrice(`${at}[price]`);
  return { currency: price.currency, unitAmount: price.unit_amount, quantity, params };
}

function checkQuantity(quantity: number | undefined, at: string): number {
  if (quantity === undefined) {
    throw invalidParam(`Quantity is required. Add \`quantity\` to \`${at}\``, `${at}[quantity]`, 'parameter_missing');
  }
  if (quantity < 1 || quantity > MAXIMUM_QUANTITY) {
    throw invalidParam(
      `This value must be between 1 and ${MAXIMUM_QUANTITY}.`,
      `${at}[quantity]`,
      'parameter_invalid_integer',
    );
  }
  return quantity;
}

function checkPriceData(
  context: OperationContext,
  data: NonNullable<LineItemParams['price_data']>,
  at: string,
): { currency: string; unitAmount: number } {
  if (!/^[a-z]{3}$/i.test(data.currency)) throw invalidParam(`Invalid currency: ${data.currency}.`, `${at}[currency]`);
  if (data.recurring !== undefined) throw recurringPrice(`${at}[recurring]`);
  if ((data.product === undefined) === (data.product_data === undefined)) {
    throw invalidParam('You must provide exactly one of `product` or `product_data`.', at);
  }
  if (data.product !== undefined && context.store.products.get(data.product) === undefined) {
    throw invalidParam(`No such product: '${data.product}'`, `${at}[product]`, 'resource_missing');
  }
  if (data.unit_amount < 0) {
    throw invalidParam(
      'This value must be greater than or equal to 0.',
      `${at}[unit_amount]`,
      'parameter_invalid_integer',
    );
  }
  return { currency: data.currency.toLowerCase(), unitAmount: data.unit_amount };
}

function recurringPrice(param: string) {
  return invalidParam(
    'You specified `payment` mode but passed a recurring price. Either switch to `subscription` mode or use only one-time prices.',
    param,
  );
}

/** Makes the line items of an order, and for `price_data` its price and product, which are archived from the start. */
export function createLineItems(context: OperationContext, lines: readonly OrderedLine[]): LineItemObject[] {
  return lines.map(({ currency, unitAmount, quantity, params }) => {
    const price = priceOf(context, params);
    const amount = unitAmount * quantity;
    return {
      id: objectId('li'),
      object: 'item',
      adjustable_quantity: null,
      amount_discount: 0,
      amount_subtotal: amount,
      amount_tax: 0,
      amount_total: amount,
      currency,
      description: context.store.products.get(price.product)?.name ?? price.product,
      metadata: mergeMetadata({}, params.metadata),
      price,
      quantity,
    };
  });
}

function priceOf(context: OperationContext, { price, price_data: data }: LineItemParams): PriceObject {
  const known = price === undefined ? undefined : context.store.prices.get(price);
  if (known !== undefined) return known;
  if (data === undefined) throw new Error('a line item was made before it was checked');
  const { product_data, recurring: _, product, ...rest } = data;
  const made = product_data === undefined ? undefined : createProduct(context, { ...product_data, active: false });
  return createPrice(context, { ...rest, product: made?.id ?? product ?? '', active: false });
}
