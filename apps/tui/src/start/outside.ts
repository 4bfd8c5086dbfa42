/** A program that opens an address, and what it takes before it. */
export type Opener = { readonly program: string; readonly args: readonly string[] };

/** What there is around the terminal. */
export type Outside = {
	/** What opens a link on the desktop one sits at; undefined where there is none, such as over ssh. */
	readonly opener: Opener | undefined;
	/** Whether tmux is between us and the terminal. */
	readonly inTmux: boolean;
};

type Env = Readonly<Record<string, string | undefined>>;

/** A terminal of which nothing is known. */
export const nothingOutside: Outside = { opener: undefined, inTmux: false };

/** What the variables of a process tell. */
export function outsideOf(env: Env, platform: NodeJS.Platform): Outside {
	return { opener: openerFor(env, platform), inTmux: isSet(env, "TMUX") };
}

function openerFor(env: Env, platform: NodeJS.Platform): Opener | undefined {
	if (platform === "darwin" || platform === "win32") {
		// It would open on a desk far away.
		if (isSet(env, "SSH_CONNECTION") || isSet(env, "SSH_TTY")) return undefined;
		return platform === "darwin"
			? { program: "open", args: [] }
			: { program: "rundll32", args: ["url.dll,FileProtocolHandler"] };
	}
	const hasDisplay = isSet(env, "DISPLAY") || isSet(env, "WAYLAND_DISPLAY");
	return hasDisplay ? { program: "xdg-open", args: [] } : undefined;
}

function isSet(env: Env, name: string): boolean {
	return (env[name] ?? "") !== "";
}
