import { spawn } from "node:child_process";
import type { Opener } from "../start/outside.ts";
import { copyText } from "./clipboard.ts";
import type { Desk } from "./desk.ts";

/** Opens a link on the desktop, without a shell; where there is none it is copied. */
export function openLink(desk: Desk, url: string): void {
	const { opener } = desk.outside;
	if (!isWebLink(url))
		copyText(desk, url, { what: "the address", why: "only web links are opened" });
	else if (opener === undefined)
		copyText(desk, url, { what: "the address", why: "no desktop here to open it on" });
	else open(desk, url, opener);
}

/** What else there is could start any program. */
function isWebLink(url: string): boolean {
	const { protocol } = URL.parse(url) ?? {};
	return protocol === "http:" || protocol === "https:";
}

function open(desk: Desk, url: string, { program, args }: Opener): void {
	const child = spawn(program, [...args, url], { detached: true, stdio: "ignore" });
	const copyInstead = () => {
		copyText(desk, url, { what: "the address", why: `${program} could not open it` });
		desk.store.flush();
	};
	child.once("error", copyInstead);
	child.once("exit", (code) => {
		if (code !== 0) copyInstead();
	});
	child.unref();
	desk.change((state) => ({ ...state, hint: `opening ${url}` }));
}
