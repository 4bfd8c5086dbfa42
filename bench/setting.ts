/** What is measured on this run, where that is chosen on the command line. */
export type Setting = {
	/** Other builds of ours that are measured as well, by name: the folders with their bins. */
	readonly builds: Readonly<Record<string, string>>;
	/** Only these other servers, by name; without it all that are installed. */
	readonly against?: readonly string[];
};
