import { lookup } from "node:dns";
import { isIP, type LookupFunction } from "node:net";
import ipaddr from "ipaddr.js";
import { notAllowed } from "./source-faults.js";

/** A network that sources may be in although it is not public: an address and the number of bits that count. */
export type Network = [address: ipaddr.IPv4 | ipaddr.IPv6, bits: number];

/** A network such as 10.1.0.0/16 or fd00::/8; a lone address is one as well. Null where the text is none. */
export function networkOf(text: string): Network | null {
  const [address = "", bits] = text.split("/");
  const whole = { 0: null, 4: 32, 6: 128 }[isIP(address)] ?? null;
  // An IPv4 network that is written as IPv6 would match nothing.
  if (whole === null || (whole === 128 && ipaddr.process(address).kind() === "ipv4")) return null;
  const cidr = `${address}/${bits ?? whole}`;
  return ipaddr.isValidCIDR(cidr) ? ipaddr.parseCIDR(cidr) : null;
}

/** Whether a connection may be made: the address is public, or in one of the networks. */
export function isOpenAddress(text: string, networks: readonly Network[]): boolean {
  // An IPv4 address that is written as IPv6 is judged as what it is.
  const address = ipaddr.process(text);
  if (networks.some(([network, bits]) => network.kind() === address.kind() && address.match(network, bits)))
    return true;
  if (address.range() !== "unicast" || hostServices.has(address.toString())) return false;
  return address instanceof ipaddr.IPv4 || isGlobal(address);
}

/** Public addresses at which a cloud's own host answers its machines: Azure's. */
const hostServices: ReadonlySet<string> = new Set(["168.63.129.16"]);

/** 2000::/3, of which alone public addresses of IPv6 are given (IANA's registry of its address space). */
function isGlobal({ parts: [first = 0] }: ipaddr.IPv6): boolean {
  return first >> 13 === 1;
}

/**
 * Refuses a host that is an address and may not be connected to: a socket looks up no address. `SOURCE_NOT_ALLOWED`
 *
 * @param hostname of a URL, IPv6 in brackets
 */
export function refuseClosedHost(hostname: string, networks: readonly Network[]): void {
  if (isClosedHost(hostname, networks)) throw notAllowed();
}

/** Whether a host is an address that may not be connected to; of a name, the look-up decides. */
export function isClosedHost(hostname: string, networks: readonly Network[]): boolean {
  const host = hostname.replace(/^\[(.*)\]$/, "$1");
  return isIP(host) !== 0 && !isOpenAddress(host, networks);
}

/**
 * A socket's own look-up: it connects to the very addresses that were checked, so a name that changes between check and
 * connection gains nothing. Names with several addresses lose those that may not be connected to.
 */
export function guardedLookup(networks: readonly Network[]): LookupFunction {
  return (hostname, options, callback) => {
    lookup(hostname, { ...options, all: true }, (error, found) => {
      if (error) return callback(error, "");
      const open = found.filter(({ address }) => isOpenAddress(address, networks));
      const [first] = open;
      if (!first) return callback(notAllowed(), "");
      if (options.all) callback(null, open);
      else callback(null, first.address, first.family);
    });
  };
}
