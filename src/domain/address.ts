const longest = 2_048;
/** Matches the names of parameters of signed addresses and of tokens in a query. */
const secretParameter =
  /(?:^|[-_.])(?:sig|signature|token|key|apikey|secret|pass|password|passwd|pwd|auth|credential|code|jwt|sas)s?(?:[-_.]?id)?$|^x-(?:amz|goog)-/i;

/** Returns why the address of a source's or a webhook's server is refused; null if it is accepted. */
export function addressFault(text: string, url: URL): string | null {
  if (text.length > longest) return `is longer than ${longest} characters`;
  if (!text.isWellFormed() || /[\p{Cc}\s\\]/u.test(text)) return "has white space, a backslash or a control character";
  if (url.hostname === "") return "names no host";
  if (url.username !== "" || url.password !== "") return "has a user name or password";
  if (text.includes("#")) return "has a fragment";
  const words = (name: string) => name.replace(/([a-z\d])([A-Z])/g, "$1-$2");
  const secret = [...url.searchParams.keys()].find((name) => secretParameter.test(words(name)));
  return secret === undefined ? null : `has the parameter ${secret}, which is a secret by its name`;
}

/**
 * Parses a URL; null if it is invalid. Does not use `URL.canParse`: in Node 20, once it is called often enough to be
 * optimized, it refuses letters like é.
 */
export function parsedUrl(text: string): URL | null {
  try {
    return new URL(text);
  } catch {
    return null;
  }
}
