export { type CurrencyCode, decimalsOf, parseCurrency } from './currency.ts';
export {
  add,
  formatMoney,
  type Money,
  type MoneyJson,
  money,
  moneyFromJson,
  moneyToJson,
  sum,
  toMajorString,
} from './money.ts';
