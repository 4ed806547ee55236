/** The users of one connection at one moment, as an artifact of NDJSON lines. */
export interface ExportedConnection {
    readonly artifact: string;
    /** Lines of the artifact. */
    readonly users: number;
    /** SHA-256 in hex of what was exported as it came: of a tenant's download still packed, of a file of users its lines. */
    readonly digest: string;
}

/** What the export stage hands on. */
export interface ExportedUsers {
    readonly source: ExportedConnection;
    /** Who was in the target before anything was sent: IDs and e-mail addresses only. */
    readonly target: ExportedConnection;
}
