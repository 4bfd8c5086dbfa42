import type { Stage } from "./stage.ts";

/** A size of the matrix, columns by rows. */
export type Size = `${number}x${number}`;

/** In what surroundings the program runs. */
export type Setting = {
	readonly columns: number;
	readonly rows: number;
	readonly charset: "UTF-8" | "C";
	/** What the terminal answers when it is asked for its background. */
	readonly background?: "dark" | "light";
	/** Whether the terminal draws emoji as wide as Unicode says today, or as it said in 2010. */
	readonly widths?: "modern" | "old";
	readonly env?: Readonly<Record<string, string>>;
	/** What is in the config file. */
	readonly config?: string;
	/** The room to open. */
	readonly room?: string;
};

/** Something that a person does and sees. */
export type Scene = {
	readonly name: string;
	/** What is done, with `stage.shoot` wherever the screen is to be kept. */
	readonly play: (stage: Stage) => Promise<void>;
};

/** A scene in one setting, which is one file. */
export type Golden = {
	readonly file: string;
	readonly setting: Setting;
	readonly scene: Scene;
	/** Whether the dress of every cell is kept too. */
	readonly dressed: boolean;
};
