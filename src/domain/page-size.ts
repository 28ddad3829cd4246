/** The most entries of a page of any list, and the default number. */
export const longestPage = 1_000;
export const usualPage = 50;
