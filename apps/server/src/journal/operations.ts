import type { RoomEvent } from "@partyline/shared/protocol/events";
import type { AccountName, RoomName, Seq } from "@partyline/shared/protocol/ids";
import type { Account, Draft } from "../hub/ports.ts";

/** What the writer does with one event. A number is the seq it got; an event is the one stored before under its key. */
export type Place = Seq | RoomEvent;

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
	| { readonly type: "add-account"; readonly account: Account; readonly key: string }
	| { readonly type: "rename"; readonly account: AccountName; readonly name: string }
	| { readonly type: "add-token"; readonly account: AccountName; readonly hash: Uint8Array }
	| { readonly type: "revoke-tokens"; readonly account: AccountName };

/** What became of an operation in a committed batch. A refused one has changed nothing, its neighbours stand. */
export type Applied =
	| { readonly type: "appended"; readonly places: readonly Place[] }
	| { readonly type: "marked"; readonly seq: Seq }
	| { readonly type: "account"; readonly account: Account }
	| { readonly type: "done" }
	| { readonly type: "refused"; readonly reason: string };

/** The worker's answer to a batch: one `Applied` an operation, in order, or nothing of it. */
export type Reply =
	| { readonly type: "committed"; readonly applied: readonly Applied[] }
	| { readonly type: "failed"; readonly message: string; readonly outcome: "none" | "unknown" };

/** To the worker. */
export type Command =
	| { readonly type: "apply"; readonly operations: readonly Operation[] }
	| { readonly type: "close" };

/** From the worker: first `open` or `unusable`, then one reply a batch. */
export type Report =
	| { readonly type: "open" }
	| { readonly type: "unusable"; readonly sentence: string }
	| Reply;
