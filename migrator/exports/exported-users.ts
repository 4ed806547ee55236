/** The users of one connection at one moment, as an artifact of NDJSON lines. */
export interface ExportedConnection {
    readonly artifact: string;
    /** Lines of the artifact. */
    readonly users: number;
    /** SHA-256 of the artifact, in hex. */
    readonly digest: string;
}

/** What the export stage hands on. */
export interface ExportedUsers {
    readonly source: ExportedConnection;
    /** Who was in the target before anything was sent: IDs and e-mail addresses only. */
    readonly target: ExportedConnection;
}
