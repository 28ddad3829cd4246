/** Of every list: the most entries of a page, and how many there are unless a number is asked for. */
export const longestPage = 1_000;
export const usualPage = 50;
