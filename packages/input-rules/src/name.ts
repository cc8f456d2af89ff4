/** How long a person's name may be, in UTF-16 units, as a field of a form counts them. */
export const MAX_NAME_LENGTH = 200;
