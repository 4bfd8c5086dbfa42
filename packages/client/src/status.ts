/**
 * How far the connection is. Every `problem` is a sentence for the person who reads it.
 *
 * connecting -> hello -> login -> syncing -> live; whatever fails leads to waiting, and from there
 * to connecting again. Only `close()` and refusals that no repetition cures lead to closed.
 */
export type ConnectionStatus =
	/** Not started yet. */
	| { readonly state: "idle" }
	/** Dialling; `attempt` counts from 1 and starts anew after a connection that lived. */
	| { readonly state: "connecting"; readonly attempt: number }
	| { readonly state: "hello" }
	| { readonly state: "login" }
	| { readonly state: "syncing" }
	/** Caught up, but for long gaps that are still being filled; new events come as they happen. */
	| {
			readonly state: "live";
			readonly roundTripMs?: number;
			/** Not encrypted, and not within this machine: whoever is on the way can read it. */
			readonly isPlain?: true;
	  }
	/** There is no connection; `retryAtMs` (epoch ms) is when the next attempt begins. */
	| {
			readonly state: "waiting";
			readonly retryAtMs: number;
			readonly problem: string;
			readonly attempt: number;
	  }
	/** Over: `close()` was called, or, with a `problem`, the server will not have us. */
	| {
			readonly state: "closed";
			readonly problem?: string;
			/** Of the error catalogue, or `unknown_server`, `changed_key` or `plain_refused`: what a program decides by. */
			readonly code?: string;
			/** The key that the server showed, as `SHA256:…`, with the first two of these. */
			readonly fingerprint?: string;
	  };
