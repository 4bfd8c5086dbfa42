/** The data folder cannot be used as it is; the message is one sentence for the person who runs the server. */
export class DataFolderError extends Error {
	override readonly name = "DataFolderError";
}
