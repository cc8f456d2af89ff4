export { cartLimits } from './cart-limits.ts';
export { asciiEmailAddress, MAX_EMAIL_LENGTH, parseEmailAddress } from './email-address.ts';
export { MAX_NAME_LENGTH } from './name.ts';
