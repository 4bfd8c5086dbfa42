import type { RoomEvent } from "@partyline/shared/protocol/events";
import type { AccountName, RoomName, Seq } from "@partyline/shared/protocol/ids";
import type { Role, ServerBan } from "@partyline/shared/protocol/shapes";
import type {
	Account,
	AccountState,
	DeviceLabel,
	Draft,
	Invite,
	NewAccount,
	StoredAct,
} from "../hub/ports.ts";

/** What the writer does with one event. A number is the seq it got; an event is the one stored before under its key. */
export type Place = Seq | RoomEvent;

/** Something of an account to be written. */
export type AccountOperation =
	| { readonly type: "add-account"; readonly account: Account; readonly key: string }
	| { readonly type: "register"; readonly wanted: NewAccount; readonly key: string }
	| { readonly type: "rename"; readonly account: AccountName; readonly name: string }
	| {
			readonly type: "set-password";
			readonly account: AccountName;
			readonly password: string | undefined;
			/** A one-time link that is used up by it. */
			readonly invite?: Uint8Array;
			readonly at?: number;
	  }
	| { readonly type: "set-role"; readonly account: AccountName; readonly role: Role }
	| { readonly type: "set-state"; readonly account: AccountName; readonly state: AccountState }
	| {
			readonly type: "add-token";
			readonly account: AccountName;
			readonly hash: Uint8Array;
			readonly label: DeviceLabel;
	  }
	| {
			readonly type: "seen";
			readonly account: AccountName;
			readonly device: string;
			readonly at: number;
	  }
	| { readonly type: "revoke"; readonly account: AccountName; readonly device: string }
	| {
			readonly type: "revoke-tokens";
			readonly account: AccountName;
			readonly except: string | undefined;
	  }
	| {
			readonly type: "forget";
			readonly account: AccountName;
			/** Since when it has a new holder. */
			readonly since: number | undefined;
	  }
	| {
			readonly type: "set-ignored";
			readonly account: AccountName;
			readonly ignored: AccountName;
			readonly on: boolean;
	  };

/** Something by which order is kept, to be written. */
export type OrderOperation =
	| {
			readonly type: "add-invite";
			readonly invite: Omit<Invite, "id" | "used" | "revoked">;
			readonly hash: Uint8Array;
	  }
	| { readonly type: "revoke-invite"; readonly id: number }
	| { readonly type: "put-ban"; readonly ban: Omit<ServerBan, "ban"> }
	| { readonly type: "remove-ban"; readonly ban: number }
	| { readonly type: "add-act"; readonly act: Omit<StoredAct, "act" | "undoneBy"> };

/** One thing to be written, as it goes to the worker. */
export type Operation =
	| { readonly type: "append"; readonly drafts: readonly Draft[] }
	| {
			readonly type: "mark-read";
			readonly account: AccountName;
			readonly room: RoomName;
			readonly seq: Seq;
	  }
	| { readonly type: "trim"; readonly room: RoomName; readonly below: Seq }
	| AccountOperation
	| OrderOperation;

/** What became of an operation in a committed batch. A refused one has changed nothing, its neighbours stand. */
export type Applied =
	| { readonly type: "appended"; readonly places: readonly Place[] }
	| { readonly type: "marked"; readonly seq: Seq }
	| { readonly type: "account"; readonly account: Account }
	| { readonly type: "invite"; readonly invite: Invite }
	| { readonly type: "ban"; readonly ban: ServerBan }
	| { readonly type: "act"; readonly act: StoredAct }
	| { readonly type: "void"; readonly why: "invite_invalid" | "name_taken" | "nothing" }
	| { readonly type: "done" }
	| { readonly type: "refused"; readonly reason: string };

/** The worker's answer to a batch: one `Applied` an operation, in order, or nothing of it. */
export type Reply =
	| { readonly type: "committed"; readonly applied: readonly Applied[] }
	| { readonly type: "failed"; readonly message: string; readonly outcome: "none" | "unknown" };

/** To the worker. */
export type Command =
	| { readonly type: "apply"; readonly operations: readonly Operation[] }
	| { readonly type: "index" }
	| { readonly type: "close" };

/** From the worker: first `open` or `unusable`, then one reply a batch, and one `indexed` for each time that it is told to index. */
export type Report =
	| { readonly type: "open" }
	| { readonly type: "unusable"; readonly sentence: string }
	| { readonly type: "indexed"; readonly isWhole: boolean }
	| Reply;
