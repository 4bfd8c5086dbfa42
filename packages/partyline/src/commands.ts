/** How a person calls the two programs: by name, or through pnpm in a checkout. */
export type Commands = { readonly partyline: string; readonly partylined: string };

/** The way that works where this was started from. */
export function commands(env: Readonly<Record<string, string | undefined>>): Commands {
	const prefix = env.npm_lifecycle_event === undefined ? "" : "npx -y pnpm@12 ";
	return { partyline: `${prefix}partyline`, partylined: `${prefix}partylined` };
}
