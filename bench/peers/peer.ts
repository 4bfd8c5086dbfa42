import type { DialectName } from "../load/dialects.ts";

/** A server that is measured. */
export type Peer = {
	readonly name: string;
	readonly dialect: DialectName;
	/** The program of the system that it takes. */
	readonly needs?: string;
	/** How many may come in at a time, where it lets people in slowly but many at once. */
	readonly newcomers?: number;
	/** What to run for it to listen on a port of loopback; it may keep files in a folder of its own. */
	command(where: { readonly port: number; readonly folder: string }): readonly string[];
};
