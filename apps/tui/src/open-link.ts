import { spawn } from "node:child_process";
import { copyText } from "./clipboard.ts";
import type { Desk } from "./desk.ts";

/** A program that opens an address, and what it takes before it. */
export type Opener = { readonly program: string; readonly args: readonly string[] };

type Env = Readonly<Record<string, string | undefined>>;

/** What opens a link on the desktop one sits at; undefined where there is none, such as over ssh. */
export function openerFor(env: Env, platform: NodeJS.Platform): Opener | undefined {
	const has = (name: string) => (env[name] ?? "") !== "";
	const isRemote = has("SSH_CONNECTION") || has("SSH_TTY");
	if (platform === "darwin") return isRemote ? undefined : { program: "open", args: [] };
	if (platform === "win32")
		return isRemote ? undefined : { program: "rundll32", args: ["url.dll,FileProtocolHandler"] };
	const hasDisplay = has("DISPLAY") || has("WAYLAND_DISPLAY");
	return hasDisplay ? { program: "xdg-open", args: [] } : undefined;
}

/** Whether a link may be opened: what else there is could start any program. */
export function canOpen(url: string): boolean {
	const { protocol } = URL.parse(url) ?? {};
	return protocol === "http:" || protocol === "https:";
}

/** Opens a link on the desktop, without a shell; where there is none it is copied. */
export function openLink(desk: Desk, url: string): void {
	if (!canOpen(url)) {
		copyText(desk, url, `the address: only web links are opened`);
		return;
	}
	const opener = openerFor(process.env, process.platform);
	if (opener === undefined) {
		copyText(desk, url, "the address: there is no desktop here to open it on");
		return;
	}
	const { program, args } = opener;
	const child = spawn(program, [...args, url], { detached: true, stdio: "ignore" });
	const copyInstead = () => {
		copyText(desk, url, `the address: ${program} could not open it`);
		desk.store.flush();
	};
	child.once("error", copyInstead);
	child.once("exit", (code) => void (code !== 0 && code !== null && copyInstead()));
	child.unref();
	desk.change((state) => ({ ...state, hint: `opening ${url}` }));
}
