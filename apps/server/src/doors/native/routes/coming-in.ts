import type { comingInMethods } from "@partyline/shared/protocol/methods/coming-in";
import { hello } from "../hello.ts";
import { logIn } from "../log-in.ts";
import { holdsBack, type Routes, route } from "../route.ts";

/** How one comes in and goes, and one's own account. */
export const comingInRoutes: Routes<keyof typeof comingInMethods> = {
	hello: route("hello", (visit, params) => {
		const told = hello(visit.context, visit.connection, params);
		visit.stage = "greeted";
		visit.client = params.client;
		return told;
	}),
	login: route("login", logIn, holdsBack),
};
