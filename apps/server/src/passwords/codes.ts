import { randomBytes } from "node:crypto";
import type { Codes } from "../hub/ports.ts";
import { hashSecret } from "../journal/device.ts";

/** 144 bits: nobody guesses one, and its text needs no padding. */
const codeBytes = 18;

/** The one-time codes of invitations. */
export const codes: Codes = {
	make: () => randomBytes(codeBytes).toString("base64url"),
	hashOf: hashSecret,
};
