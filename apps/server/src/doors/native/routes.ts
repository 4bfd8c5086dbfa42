import { WireError } from "@partyline/shared/protocol/errors";
import {
	isMethodName,
	type MethodName,
	methods,
	type Stage,
} from "@partyline/shared/protocol/methods";
import type { NativeVisit } from "./native-visit.ts";
import { type Route, type Routes, route } from "./route.ts";
import { comingInRoutes } from "./routes/coming-in.ts";
import { messageRoutes } from "./routes/messages.ts";
import { orderRoutes } from "./routes/order.ts";
import { roomRoutes } from "./routes/rooms.ts";

/** One line a method; the work itself is in the hub. */
const routes: Routes<MethodName> = {
	...comingInRoutes,
	...roomRoutes,
	...messageRoutes,
	...orderRoutes,
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

/** The route of a method that is asked for, at its price, or the refusal that tells why there is none now. */
export function findRoute(visit: NativeVisit, method: string): Route {
	if (!isMethodName(method))
		throw new WireError("unknown_method", {
			message: `There is no method ${JSON.stringify(method.slice(0, 64))}.`,
		});
	refuseOutOfTurn(visit, method);
	visit.spend(method, visit.session?.account);
	return routes[method];
}

function refuseOutOfTurn(visit: NativeVisit, method: MethodName): void {
	const order: readonly (Stage | "closing")[] = ["connected", "greeted", "logged-in"];
	const needed = methods[method].stage;
	if (method === "hello" && visit.stage !== "connected") throw new WireError("already_greeted");
	const comesIn = method === "login" || method === "register" || method === "invitation";
	if (comesIn && visit.stage === "logged-in") throw new WireError("already_logged_in");
	if (order.indexOf(visit.stage) >= order.indexOf(needed)) return;
	throw new WireError(visit.stage === "connected" ? "hello_required" : "login_required");
}
