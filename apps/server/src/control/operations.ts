import type { z } from "zod";
import { accountOperations } from "./operations/accounts.ts";
import { actOperations } from "./operations/acts.ts";
import { banOperations } from "./operations/bans.ts";
import { inviteOperations } from "./operations/invites.ts";
import { roomOperations } from "./operations/rooms.ts";

/** All that an operator can ask for, by the names that go over the control socket. */
export const operations = {
	...inviteOperations,
	...accountOperations,
	...roomOperations,
	...banOperations,
	...actOperations,
};

export type OperationName = keyof typeof operations;

/** What an operation is given. */
export type ParamsOf<N extends OperationName> = z.input<(typeof operations)[N]["params"]>;

/** What an operation gives, as its reader gets it. */
export type RowOf<N extends OperationName> = z.output<(typeof operations)[N]["row"]>;
