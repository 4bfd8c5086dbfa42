/** The help over the conversation. */
export type HelpLayer = {
	readonly type: "help";
	/** The first row on screen. */
	readonly top: number;
};
