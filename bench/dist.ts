/** The folder of the build that is measured; `node packages/partyline/build.ts` makes it. */
export const dist =
	process.env.PARTYLINE_DIST ?? new URL("../packages/partyline/dist", import.meta.url).pathname;
