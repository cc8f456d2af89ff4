import { formatMoney, type MoneyJson, moneyFromJson } from '@flashstudio/money';

/** An amount as its reader writes it, kept apart from the direction of the text around it. */
export function Amount({ value, locale }: { value: MoneyJson; locale: string }) {
  return <bdi>{formatMoney(moneyFromJson(value), locale)}</bdi>;
}
