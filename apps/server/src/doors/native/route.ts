import { WireError } from "@partyline/shared/protocol/errors";
import {
	type MethodName,
	methods,
	type Params,
	type Result,
} from "@partyline/shared/protocol/methods";
import { problemOf } from "@partyline/shared/protocol/problem";
import type { z } from "zod";
import type { Hub } from "../../hub/hub.ts";
import type { Session } from "../../hub/ports.ts";
import type { NativeVisit } from "./native-visit.ts";

/** How a method is run. */
export type Route = {
	/** Checks the parameters and does the work; the result goes into the answer. */
	readonly run: (visit: NativeVisit, params: unknown) => unknown;
	/** Requests behind it wait until it is answered: it changes what they may do, or its answer is large. */
	readonly holdsBack: boolean;
	/** The connection ends after its answer. */
	readonly ends: boolean;
};

type Handler<M extends MethodName> = (
	visit: NativeVisit,
	params: Params<M>,
) => Result<M> | Promise<Result<M>>;

type MemberHandler<M extends MethodName> = (
	hub: Hub,
	session: Session,
	params: Params<M>,
) => Result<M> | Promise<Result<M>>;

type Kind = { readonly holdsBack?: boolean; readonly ends?: boolean };

/** The route of a method that anybody may ask for. */
export function route<M extends MethodName>(method: M, handle: Handler<M>, kind: Kind = {}): Route {
	const schema: z.ZodType = methods[method].params;
	return {
		run: (visit, raw) => {
			const parsed = schema.safeParse(raw);
			if (!parsed.success)
				throw new WireError("invalid_params", {
					message: `${method}: ${problemOf(parsed.error)}.`,
				});
			// The parsing boundary: the compiler cannot see that the schema of M yields the Params of M.
			return handle(visit, parsed.data as Params<M>);
		},
		holdsBack: kind.holdsBack ?? false,
		ends: kind.ends ?? false,
	};
}

/** The route of a method that only somebody who is logged in may ask for. */
export function memberRoute<M extends MethodName>(
	method: M,
	handle: MemberHandler<M>,
	kind: Kind = {},
): Route {
	return route(
		method,
		(visit, params) => handle(visit.context.hub, sessionOf(visit), params),
		kind,
	);
}

/** Who asks. */
export function sessionOf({ session }: NativeVisit): Session {
	if (session === undefined) throw new WireError("login_required");
	return session;
}

/** Requests behind it wait. */
export const holdsBack = { holdsBack: true };

/** A part of the table of methods. */
export type Routes<M extends MethodName> = { readonly [N in M]: Route };
