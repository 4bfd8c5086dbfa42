import { serverAuthor } from "@partyline/shared/protocol/ids";
import type { Session } from "./ports.ts";

/** The session of the operator, who acts as the server itself and hears nothing. */
export const operatorSession: Session = {
	account: serverAuthor,
	isLocal: true,
	// In no range of addresses: whatever is banned, it is not who asks for it.
	address: "",
	deliver() {},
	signal() {},
	end() {},
};
