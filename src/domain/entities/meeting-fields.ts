import { named, optional, secret } from "../field.js";
import { text } from "../fields/text.js";
import { httpsUrl } from "../fields/url.js";

/** How to join a webinar. Both webinar entities have these fields. */
export const meetingFields = {
  meetingUrl: named(httpsUrl(), "Meeting-Link", "Zugangslink", "Meeting link", "Join URL"),
  meetingProvider: named(optional(text({ max: 255, example: "Example Meet" })), "Anbieter", "Provider"),
  meetingPassword: named(secret(optional(text({ max: 255, example: "open-sesame" }))), "Meeting-Passwort", "Passcode"),
};
