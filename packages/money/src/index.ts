export { type CurrencyCode, decimalsOf, parseCurrency } from './currency.ts';
export {
  add,
  formatMoney,
  type Money,
  type MoneyJson,
  money,
  moneyFromJson,
  moneyToJson,
  parseMoney,
  sum,
  toMajorString,
} from './money.ts';
export { chargeableStep, fromStripeAmount, isChargeable, toStripeAmount } from './stripe-amount.ts';
