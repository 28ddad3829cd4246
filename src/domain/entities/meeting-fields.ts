import { optional, secret } from "../field.js";
import { text } from "../fields/text.js";
import { httpsUrl } from "../fields/url.js";

/** How to join a webinar; both webinar entities have it. */
export const meetingFields = {
  meetingUrl: httpsUrl(),
  meetingProvider: optional(text({ max: 255, example: "Example Meet" })),
  meetingPassword: secret(optional(text({ max: 255, example: "open-sesame" }))),
};
