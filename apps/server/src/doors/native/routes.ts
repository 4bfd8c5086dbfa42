import { WireError } from "@partyline/shared/protocol/errors";
import type { AccountName } from "@partyline/shared/protocol/ids";
import {
	isMethodName,
	type MethodName,
	methods,
	type Params,
	type Result,
	type Stage,
} from "@partyline/shared/protocol/methods";
import { problemOf } from "@partyline/shared/protocol/problem";
import type { z } from "zod";
import type { Hub } from "../../hub/hub.ts";
import {
	createRoom,
	join,
	leave,
	listRooms,
	openDirect,
	roomShower,
	setTopic,
} from "../../hub/membership.ts";
import { memberRoom } from "../../hub/permissions.ts";
import type { Session } from "../../hub/ports.ts";
import { post } from "../../hub/post.ts";
import { listedAccounts, setAway, tellTyping, toMember } from "../../hub/presence.ts";
import { markRead } from "../../hub/read-log.ts";
import { rename } from "../../hub/rename.ts";
import { hello } from "./hello.ts";
import { history } from "./history.ts";
import { logIn } from "./log-in.ts";
import type { NativeVisit } from "./native-visit.ts";
import { nextPage } from "./page.ts";
import { sync } from "./sync.ts";

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

function route<M extends MethodName>(method: M, handle: Handler<M>, kind: Kind = {}): Route {
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
function memberRoute<M extends MethodName>(
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

function sessionOf({ session }: NativeVisit): Session {
	if (session === undefined) throw new WireError("login_required");
	return session;
}

const holdsBack = { holdsBack: true };

/** One line a method; the work itself is in the hub. */
const routes: { readonly [M in MethodName]: Route } = {
	hello: route("hello", (visit, params) => {
		const told = hello(visit.context, visit.connection, params);
		visit.stage = "greeted";
		return told;
	}),
	login: route("login", logIn, holdsBack),
	join: memberRoute("join", (hub, session, { room }) => join(hub, session, room), holdsBack),
	leave: memberRoute(
		"leave",
		async (hub, session, { room }) => {
			await leave(hub, session, room);
			return {};
		},
		holdsBack,
	),
	create: memberRoute(
		"create",
		(hub, session, wanted) =>
			"with" in wanted ? openDirect(hub, session, wanted.with) : createRoom(hub, session, wanted),
		holdsBack,
	),
	rooms: memberRoute(
		"rooms",
		async (hub, session, { after, limit }) => {
			const show = await roomShower(hub, session.account);
			const all = listRooms(hub, session.account);
			const { entries, more } = nextPage(all, { key: ({ name }) => name, show, after, limit });
			return { rooms: entries, more };
		},
		holdsBack,
	),
	members: memberRoute("members", (hub, session, { room, after, limit }) => {
		const all = listedAccounts(hub, memberRoom(hub, room, session.account));
		const show = (account: AccountName) => toMember(hub, account);
		const { entries, more } = nextPage(all, { key: (account) => account, show, after, limit });
		return { members: entries, more };
	}),
	post: memberRoute("post", post),
	topic: memberRoute("topic", setTopic),
	nick: memberRoute(
		"nick",
		async (hub, session, { name }) => {
			await rename(hub, session, name);
			return { account: session.account, name };
		},
		holdsBack,
	),
	history: memberRoute("history", history, holdsBack),
	sync: route(
		"sync",
		(visit, params) => {
			const { hub } = visit.context;
			return sync({ hub, session: sessionOf(visit), turn: visit.turn }, params);
		},
		holdsBack,
	),
	read: memberRoute("read", async (hub, session, mark) => ({
		seq: await markRead(hub, session, mark),
	})),
	typing: memberRoute("typing", (hub, session, typing) => {
		tellTyping(hub, session, typing);
		return {};
	}),
	presence: memberRoute("presence", (hub, session, { state }) => {
		setAway(hub, session, state === "away");
		return {};
	}),
	ping: route("ping", () => ({})),
	quit: route(
		"quit",
		async (visit) => {
			await visit.alone();
			return {};
		},
		{ holdsBack: true, ends: true },
	),
};

/** The route of a method, or the refusal that tells why there is none now. */
export function findRoute(visit: NativeVisit, method: string): Route {
	if (!isMethodName(method))
		throw new WireError("unknown_method", {
			message: `There is no method ${JSON.stringify(method.slice(0, 64))}.`,
		});
	refuseOutOfTurn(visit, method);
	return routes[method];
}

function refuseOutOfTurn(visit: NativeVisit, method: MethodName): void {
	const order: readonly (Stage | "closing")[] = ["connected", "greeted", "logged-in"];
	const needed = methods[method].stage;
	if (method === "hello" && visit.stage !== "connected") throw new WireError("already_greeted");
	if (method === "login" && visit.stage === "logged-in") throw new WireError("already_logged_in");
	if (order.indexOf(visit.stage) >= order.indexOf(needed)) return;
	throw new WireError(visit.stage === "connected" ? "hello_required" : "login_required");
}
