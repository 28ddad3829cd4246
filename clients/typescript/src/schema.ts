// Made from /openapi.json by `npm run client:types`; not written by hand.

export interface paths {
    "/healthz": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Whether the process lives */
        get: operations["isAlive"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/readyz": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Whether imports are accepted */
        get: operations["isReady"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/metrics": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Metrics in the text format of Prometheus
         * @description Of all tenants, without a name of any. With `BULKHEAD_METRICS_PORT` they are served at that port instead, and need no key.
         */
        get: operations["getMetrics"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/assets/{path}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What is known of an asset, or its bytes
         * @description What is known of it takes a key of role `read`, `?download=1` one of role `import`: the bytes can hold secrets.
         */
        get: operations["getAsset"];
        /**
         * Upload a file
         * @description The raw body is the file; with `Content-Encoding: gzip` it is unpacked. `Repr-Digest` is checked when sent, against the body as it is sent. `If-None-Match: *` refuses to overwrite; `If-Match` overwrites only the bytes with that ETag.
         */
        put: operations["putAsset"];
        post?: never;
        /**
         * Remove an asset
         * @description Jobs that were accepted keep the bytes they need. `If-Match` removes only the bytes with that ETag. 409 while a schedule imports from the path.
         */
        delete: operations["deleteAsset"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/assets": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Assets by path */
        get: operations["listAssets"];
        put?: never;
        /**
         * Upload a file with a form
         * @description A form with one file, and before it a field `path`. What is at the path already is replaced.
         */
        post: operations["postAsset"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/imports": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Start an import */
        post: operations["startImport"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/jobs": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Jobs, the newest first */
        get: operations["listJobs"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/jobs/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** A job */
        get: operations["getJob"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/jobs/{id}/rows": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Rows of a job by outcome, in the order of the file
         * @description Valid rows are known when the job has finished. `deleted`: rows of the store that the job deleted, or would delete, by id; `moved_on`: those that its undoing left alone, as they are now. `code` and `column` choose rows with such an issue, `line` the one that begins there. A page of very long rows, or of rows far apart, holds fewer than `limit`; `nextCursor` is null at the end. 410 when the rows are no longer kept.
         */
        get: operations["listRows"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/jobs/{id}/issues": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The issues of a job's rows, counted by what they have in common
         * @description The largest groups first, at most `limit` of them. `by` says what issues of a group share: code, column and value, or fewer; the code always. What a group does not share is null. 410 when the rows are no longer kept.
         */
        get: operations["groupIssues"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/jobs/{id}/integrity": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What the global validation found
         * @description Describes the whole database as the job left it, or, for a dry run, as it would have left it.
         */
        get: operations["listFindings"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/jobs/{id}/stream": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * A job's progress as server-sent events
         * @description `progress` with the job whenever it changed, at most once a second, then `end` with the finished job. With the `Last-Event-ID` of a broken connection the same state is not sent again; with that of `end` the answer is 204, which keeps an EventSource from coming back.
         */
        get: operations["streamJob"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/jobs/{id}/rejects.csv": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The rejected rows as a file to correct and send again
         * @description The file's own columns, order and text, then `_line,_code,_reason`, which are ignored when the file comes back. A cell that a spreadsheet would compute has an apostrophe before it, which is taken away again as long as those three columns are there. Passwords that are stored hashed, and rows of erased ids, are left out. 409 before every row was judged; 410 when the list was deleted or the rows are no longer kept.
         */
        get: operations["getRejects"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/jobs/{id}/cancel": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Cancel a job
         * @description At any stage, also without workers and without Temporal; nothing of the file stays stored. Mostly `cancelled` in the answer; `cancelling` where an outage delays the rest, which goes on by itself. Repeating it changes nothing. 409 with `state` when the job had ended before.
         */
        post: operations["cancelJob"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/jobs/{id}/retry": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Try a job again
         * @description A new job with the same options, `retryOf` and the bytes that the job had pinned, even if its path holds others by now. For jobs that failed, were cancelled, or have rejected rows; 409 with `state` for others, 410 where the bytes were deleted. A job is retried once: repeating it gives the same new job, to which an `Idempotency-Key` of the repetition belongs from then on.
         */
        post: operations["retryJob"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/jobs/{id}/approve": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Approve what an import would change
         * @description Of a job that is `awaiting_approval`: `rows?outcome=deleted` lists what would go. The import is decided again; it asks again if it would delete a row that was not listed, or create or update more than were shown. `askedAt` says which question is answered, as the job's `approval` has it: with it, repeating changes nothing; without, a repetition answers the question that is asked by then. 409 with `state` where nothing was asked, or something else. 403 `SECOND_APPROVER_NEEDED` where the key asked for the import itself, and the tenant wants another one to approve.
         */
        post: operations["approveJob"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/jobs/{id}/undo": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Undo an import
         * @description Takes its turn among the imports of the same importer and entity, and then makes the job `undone`; `undo` tells how it went. Rows that another import changed afterwards are left alone and listed at `rows?outcome=moved_on`. Repeating it changes nothing. 409 with `state` where there is nothing to undo, and `UNDO_EXPIRED` where it is too late.
         */
        post: operations["undoJob"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/jobs/{id}/corrections": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Correct rejected rows and import them again
         * @description `rows` gives single cells new texts, `replace` puts one text in place of a value wherever an issue names it. A new job with `correctionOf` imports the rows that this changes, and no others, from a file of the shape of `rejects.csv`, which is stored as an asset. It has the options of the first job; a snapshot's corrections are an upsert. 409 with `state` unless the job is complete_with_rejects, 410 when its rows are no longer kept.
         */
        post: operations["correctRejects"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/schedules": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Schedules, the newest first */
        get: operations["listSchedules"];
        put?: never;
        /**
         * Make an import repeat
         * @description The asset at the path is imported as it is at each time. One import of a schedule runs at a time.
         */
        post: operations["createSchedule"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/schedules/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** A schedule, with its next times and its newest runs */
        get: operations["getSchedule"];
        put?: never;
        post?: never;
        /**
         * Remove a schedule
         * @description Its jobs stay; one that is under way goes on.
         */
        delete: operations["deleteSchedule"];
        options?: never;
        head?: never;
        /**
         * Change a schedule
         * @description What the body leaves out stays. A run that is under way goes on as it began.
         */
        patch: operations["changeSchedule"];
        trace?: never;
    };
    "/api/schedules/{id}/pause": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Let no run begin */
        post: operations["pauseSchedule"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/schedules/{id}/resume": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Let runs begin again; failures so far are forgotten */
        post: operations["resumeSchedule"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/schedules/{id}/trigger": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Run a schedule's import now
         * @description Also while it is paused, and with an unchanged asset. 409 while the import before is open: one of a schedule runs at a time.
         */
        post: operations["triggerSchedule"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/entities": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What can be imported */
        get: operations["listEntities"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/entities/{entity}/template.csv": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** An empty file with the right header */
        get: operations["getTemplate"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/entities/{entity}/schema": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The JSON Schema of a row */
        get: operations["getRowSchema"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/mappings": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Mappings by importer and entity */
        get: operations["listMappings"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/mappings/{importerId}/{entity}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The mapping of an importer and an entity */
        get: operations["getMapping"];
        /**
         * Say what the columns and values of an importer's files mean
         * @description `columns` name fields, or null for a column that is left out; `constants` stand where a cell is empty or a column is missing; `values` say what a field's values are called in the file; `dates` say how times without a zone are written and which zone they have. It holds for jobs that are accepted from now on, and they read every row again.
         */
        put: operations["putMapping"];
        post?: never;
        /** Take columns and values as the entity declares them */
        delete: operations["deleteMapping"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/mappings/suggest": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * What the columns of a header may be
         * @description `score` is 1 where an import takes the column without a mapping, less where its name is only alike.
         */
        post: operations["suggestMapping"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/credentials": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Credentials by name, without their secrets */
        get: operations["listCredentials"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/credentials/{name}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** A credential without its secrets */
        get: operations["getCredential"];
        /**
         * Store what opens files on another server
         * @description Its secrets are sealed under BULKHEAD_SECRET_KEY, and no answer has them. It is sent to its origin alone, also where that redirects. It takes the place of the credential of this name.
         */
        put: operations["putCredential"];
        post?: never;
        /**
         * Forget a credential
         * @description Imports and schedules that name it fail with CREDENTIAL_NOT_FOUND from then on.
         */
        delete: operations["deleteCredential"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/packages": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Import the files of an archive
         * @description Each file becomes a job, in the order of references: what others refer to comes first. One workflow runs them one after the other. A package is a job itself, under `/api/jobs`: cancel, retry and its events are there.
         */
        post: operations["startPackage"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/packages/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** A package, and what becomes of its files */
        get: operations["getPackage"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/integrity": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What the global validation finds in the database as it is
         * @description `importerId` chooses findings about rows that the importer owns.
         */
        get: operations["listOpenFindings"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/key": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The key of the request: its role and its scopes */
        get: operations["getOwnKey"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/keys": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Keys, the newest first; without what is secret */
        get: operations["listKeys"];
        put?: never;
        /**
         * Make a key
         * @description The answer holds the key itself, and no other one does. A key of role `admin` has no scopes.
         */
        post: operations["makeKey"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/keys/{id}/rotate": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Replace a key by a new one
         * @description The new key has the name, the role and the scopes of the old one, and lasts as long as that was to last. The old one stays in force for the overlap, so that its users can change over without a gap.
         */
        post: operations["rotateKey"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/keys/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * End a key at once
         * @description Imports and schedules that were asked for with it go on.
         */
        delete: operations["revokeKey"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/holds": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Holds by importer and entity */
        get: operations["listHolds"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/holds/{importerId}/{entity}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** How much an importer's files may change unasked */
        get: operations["getHold"];
        /**
         * Say how much an importer's files may change unasked
         * @description An import that would change more waits in `awaiting_approval`, in any mode, and says why in `approval.reasons`. What is left out, or null, has no bound; deletions then have those of the settings.
         */
        put: operations["putHold"];
        post?: never;
        /** Let an importer's files change what the settings allow */
        delete: operations["deleteHold"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/webhooks": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Webhooks, the oldest first; without their secrets */
        get: operations["listWebhooks"];
        put?: never;
        /**
         * Have events sent to a server
         * @description Each event is POSTed to the address, signed as the Standard Webhooks specification (1.0) says, and tried again for days until the server answers 2xx. The answer holds the secret, and no other one does.
         */
        post: operations["makeWebhook"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/webhooks/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** A webhook without its secret */
        get: operations["getWebhook"];
        put?: never;
        post?: never;
        /** Remove a webhook with its deliveries */
        delete: operations["deleteWebhook"];
        options?: never;
        head?: never;
        /**
         * Change, disable or enable a webhook
         * @description What is left out stays. Deliveries that wait are sent to the new address.
         */
        patch: operations["changeWebhook"];
        trace?: never;
    };
    "/api/webhooks/{id}/rotate": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Replace a webhook's secret
         * @description For the overlap, events are signed with both, so that the server can change over without a gap.
         */
        post: operations["rotateWebhook"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/webhooks/{id}/deliveries": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The events that a webhook was sent, the newest first */
        get: operations["listDeliveries"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/webhooks/{id}/test": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Send an event of the type webhook.test */
        post: operations["testWebhook"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/webhooks/{id}/deliveries/{delivery}/redeliver": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Send a delivery again
         * @description One that has ended, or waits for a retry, is sent at once. Its `webhook-id` stays.
         */
        post: operations["redeliver"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/limits": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The tenant's limits, with use and bound */
        get: operations["listLimits"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/audit": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Who did what, the newest first
         * @description With `format=csv` all events that match from the cursor on, as a file. An event is visible when its action is committed: a reader that goes on from a time asks for the minute before it once more, and knows events by `no`. No event holds a cell of a file, a secret or an id that was erased.
         */
        get: operations["listAuditEvents"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/subjects/{entity}/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Erase a person or thing
         * @description Removes the row, optional references to it, reports about it, what an undo would bring back of it, and requests' bodies that hold the id. Rows that cannot do without the id, and stored files that hold it, are named.
         */
        delete: operations["eraseSubject"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/incoming/v2/content/courseGroup/inPersonEvent/bulk": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Import a CSV of in-person course groups
         * @description Columns: GET /api/entities/courseGroupInPersonEvent/template.csv. Waits 120 s for the end, then answers with the job running.
         */
        post: operations["bulkImportCourseGroupInPersonEvent"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/incoming/v2/content/session/inPersonEvent/bulk": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Import a CSV of in-person sessions
         * @description Columns: GET /api/entities/inPersonEvent/template.csv. Waits 120 s for the end, then answers with the job running.
         */
        post: operations["bulkImportInPersonEvent"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/incoming/v2/content/courseGroup/webinar/bulk": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Import a CSV of webinar course groups
         * @description Columns: GET /api/entities/courseGroupWebinar/template.csv. Waits 120 s for the end, then answers with the job running.
         */
        post: operations["bulkImportCourseGroupWebinar"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/incoming/v2/content/session/webinar/bulk": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Import a CSV of webinar sessions
         * @description Columns: GET /api/entities/webinar/template.csv. Waits 120 s for the end, then answers with the job running.
         */
        post: operations["bulkImportWebinar"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/incoming/v2/jobs/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** A background job */
        get: operations["getBackgroundJob"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/import/getSample": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** A list of one object, which can be imported as it is */
        get: operations["getSample"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/import/jobs/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The result of an import that was answered with 202 */
        get: operations["getImportResult"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/import/users": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Import a list of users
         * @description Waits 120 s for the end, then answers 202 and goes on. XML: <users> with one <user> per object, arrays as repeated elements. A body without a content type of its own is known by its first character; Content-Encoding: gzip is unpacked.
         */
        post: operations["importUsers"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/import/organizations": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Import a list of organizations
         * @description Waits 120 s for the end, then answers 202 and goes on. XML: <organizations> with one <organization> per object, arrays as repeated elements. A body without a content type of its own is known by its first character; Content-Encoding: gzip is unpacked.
         */
        post: operations["importOrganizations"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/import/students": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Import a list of students
         * @description Waits 120 s for the end, then answers 202 and goes on. XML: <students> with one <student> per object, arrays as repeated elements. A body without a content type of its own is known by its first character; Content-Encoding: gzip is unpacked.
         */
        post: operations["importStudents"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/import/courses": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Import a list of courses
         * @description Waits 120 s for the end, then answers 202 and goes on. XML: <courses> with one <course> per object, arrays as repeated elements. A body without a content type of its own is known by its first character; Content-Encoding: gzip is unpacked.
         */
        post: operations["importCourses"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/import/groups": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Import a list of groups
         * @description Waits 120 s for the end, then answers 202 and goes on. XML: <groups> with one <group> per object, arrays as repeated elements. A body without a content type of its own is known by its first character; Content-Encoding: gzip is unpacked.
         */
        post: operations["importGroups"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/import/events": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Import a list of events
         * @description Waits 120 s for the end, then answers 202 and goes on. XML: <events> with one <event> per object, arrays as repeated elements. A body without a content type of its own is known by its first character; Content-Encoding: gzip is unpacked.
         */
        post: operations["importEvents"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/import/surveys": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Import a list of surveys
         * @description Waits 120 s for the end, then answers 202 and goes on. XML: <surveys> with one <survey> per object, arrays as repeated elements. A body without a content type of its own is known by its first character; Content-Encoding: gzip is unpacked.
         */
        post: operations["importSurveys"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export interface webhooks {
    "job.completed": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** The event job.completed */
        post: {
            parameters: {
                query?: never;
                header: {
                    /** @description The same at each attempt. */
                    "webhook-id": string;
                    /** @description Of the attempt, in seconds since 1970. */
                    "webhook-timestamp": string;
                    /** @description `v1,` and a signature for each secret in force, in base64. */
                    "webhook-signature": string;
                };
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        /** @enum {string} */
                        type: "job.completed";
                        /** Format: date-time */
                        timestamp: string;
                        data: {
                            /** Format: uuid */
                            jobId: string;
                            entity: string;
                            importerId: string;
                            mode: string;
                            dryRun: boolean;
                            /** @enum {string} */
                            state: "queued" | "running" | "awaiting_approval" | "cancelling" | "complete" | "complete_with_rejects" | "failed" | "cancelled" | "undone";
                            scheduleId: string | null;
                            packageId: string | null;
                            counts: {
                                valid: number;
                                invalid: number;
                                created: number;
                                updated: number;
                                unchanged: number;
                                deleted: number;
                            } | null;
                            issuesByCode: {
                                [key: string]: number;
                            };
                            errorCode: string | null;
                            reasons?: string[];
                            owned?: number;
                            undo?: {
                                deleted: number;
                                restored: number;
                                recreated: number;
                                movedOn: number;
                            } | null;
                            /** Format: date-time */
                            createdAt: string;
                            /** Format: date-time */
                            finishedAt: string | null;
                            links: {
                                job: string;
                                rejects: string;
                                console: string;
                            };
                        };
                    };
                };
            };
            responses: {
                /** @description The webhook is to be disabled. */
                410: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                /** @description The event is taken. */
                "2XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                /** @description The event is sent again later. */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "job.completed_with_rejects": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** The event job.completed_with_rejects */
        post: {
            parameters: {
                query?: never;
                header: {
                    /** @description The same at each attempt. */
                    "webhook-id": string;
                    /** @description Of the attempt, in seconds since 1970. */
                    "webhook-timestamp": string;
                    /** @description `v1,` and a signature for each secret in force, in base64. */
                    "webhook-signature": string;
                };
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        /** @enum {string} */
                        type: "job.completed_with_rejects";
                        /** Format: date-time */
                        timestamp: string;
                        data: {
                            /** Format: uuid */
                            jobId: string;
                            entity: string;
                            importerId: string;
                            mode: string;
                            dryRun: boolean;
                            /** @enum {string} */
                            state: "queued" | "running" | "awaiting_approval" | "cancelling" | "complete" | "complete_with_rejects" | "failed" | "cancelled" | "undone";
                            scheduleId: string | null;
                            packageId: string | null;
                            counts: {
                                valid: number;
                                invalid: number;
                                created: number;
                                updated: number;
                                unchanged: number;
                                deleted: number;
                            } | null;
                            issuesByCode: {
                                [key: string]: number;
                            };
                            errorCode: string | null;
                            reasons?: string[];
                            owned?: number;
                            undo?: {
                                deleted: number;
                                restored: number;
                                recreated: number;
                                movedOn: number;
                            } | null;
                            /** Format: date-time */
                            createdAt: string;
                            /** Format: date-time */
                            finishedAt: string | null;
                            links: {
                                job: string;
                                rejects: string;
                                console: string;
                            };
                        };
                    };
                };
            };
            responses: {
                /** @description The webhook is to be disabled. */
                410: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                /** @description The event is taken. */
                "2XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                /** @description The event is sent again later. */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "job.failed": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** The event job.failed */
        post: {
            parameters: {
                query?: never;
                header: {
                    /** @description The same at each attempt. */
                    "webhook-id": string;
                    /** @description Of the attempt, in seconds since 1970. */
                    "webhook-timestamp": string;
                    /** @description `v1,` and a signature for each secret in force, in base64. */
                    "webhook-signature": string;
                };
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        /** @enum {string} */
                        type: "job.failed";
                        /** Format: date-time */
                        timestamp: string;
                        data: {
                            /** Format: uuid */
                            jobId: string;
                            entity: string;
                            importerId: string;
                            mode: string;
                            dryRun: boolean;
                            /** @enum {string} */
                            state: "queued" | "running" | "awaiting_approval" | "cancelling" | "complete" | "complete_with_rejects" | "failed" | "cancelled" | "undone";
                            scheduleId: string | null;
                            packageId: string | null;
                            counts: {
                                valid: number;
                                invalid: number;
                                created: number;
                                updated: number;
                                unchanged: number;
                                deleted: number;
                            } | null;
                            issuesByCode: {
                                [key: string]: number;
                            };
                            errorCode: string | null;
                            reasons?: string[];
                            owned?: number;
                            undo?: {
                                deleted: number;
                                restored: number;
                                recreated: number;
                                movedOn: number;
                            } | null;
                            /** Format: date-time */
                            createdAt: string;
                            /** Format: date-time */
                            finishedAt: string | null;
                            links: {
                                job: string;
                                rejects: string;
                                console: string;
                            };
                        };
                    };
                };
            };
            responses: {
                /** @description The webhook is to be disabled. */
                410: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                /** @description The event is taken. */
                "2XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                /** @description The event is sent again later. */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "job.cancelled": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** The event job.cancelled */
        post: {
            parameters: {
                query?: never;
                header: {
                    /** @description The same at each attempt. */
                    "webhook-id": string;
                    /** @description Of the attempt, in seconds since 1970. */
                    "webhook-timestamp": string;
                    /** @description `v1,` and a signature for each secret in force, in base64. */
                    "webhook-signature": string;
                };
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        /** @enum {string} */
                        type: "job.cancelled";
                        /** Format: date-time */
                        timestamp: string;
                        data: {
                            /** Format: uuid */
                            jobId: string;
                            entity: string;
                            importerId: string;
                            mode: string;
                            dryRun: boolean;
                            /** @enum {string} */
                            state: "queued" | "running" | "awaiting_approval" | "cancelling" | "complete" | "complete_with_rejects" | "failed" | "cancelled" | "undone";
                            scheduleId: string | null;
                            packageId: string | null;
                            counts: {
                                valid: number;
                                invalid: number;
                                created: number;
                                updated: number;
                                unchanged: number;
                                deleted: number;
                            } | null;
                            issuesByCode: {
                                [key: string]: number;
                            };
                            errorCode: string | null;
                            reasons?: string[];
                            owned?: number;
                            undo?: {
                                deleted: number;
                                restored: number;
                                recreated: number;
                                movedOn: number;
                            } | null;
                            /** Format: date-time */
                            createdAt: string;
                            /** Format: date-time */
                            finishedAt: string | null;
                            links: {
                                job: string;
                                rejects: string;
                                console: string;
                            };
                        };
                    };
                };
            };
            responses: {
                /** @description The webhook is to be disabled. */
                410: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                /** @description The event is taken. */
                "2XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                /** @description The event is sent again later. */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "job.awaiting_approval": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** The event job.awaiting_approval */
        post: {
            parameters: {
                query?: never;
                header: {
                    /** @description The same at each attempt. */
                    "webhook-id": string;
                    /** @description Of the attempt, in seconds since 1970. */
                    "webhook-timestamp": string;
                    /** @description `v1,` and a signature for each secret in force, in base64. */
                    "webhook-signature": string;
                };
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        /** @enum {string} */
                        type: "job.awaiting_approval";
                        /** Format: date-time */
                        timestamp: string;
                        data: {
                            /** Format: uuid */
                            jobId: string;
                            entity: string;
                            importerId: string;
                            mode: string;
                            dryRun: boolean;
                            /** @enum {string} */
                            state: "queued" | "running" | "awaiting_approval" | "cancelling" | "complete" | "complete_with_rejects" | "failed" | "cancelled" | "undone";
                            scheduleId: string | null;
                            packageId: string | null;
                            counts: {
                                valid: number;
                                invalid: number;
                                created: number;
                                updated: number;
                                unchanged: number;
                                deleted: number;
                            } | null;
                            issuesByCode: {
                                [key: string]: number;
                            };
                            errorCode: string | null;
                            reasons?: string[];
                            owned?: number;
                            undo?: {
                                deleted: number;
                                restored: number;
                                recreated: number;
                                movedOn: number;
                            } | null;
                            /** Format: date-time */
                            createdAt: string;
                            /** Format: date-time */
                            finishedAt: string | null;
                            links: {
                                job: string;
                                rejects: string;
                                console: string;
                            };
                        };
                    };
                };
            };
            responses: {
                /** @description The webhook is to be disabled. */
                410: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                /** @description The event is taken. */
                "2XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                /** @description The event is sent again later. */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "job.undone": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** The event job.undone */
        post: {
            parameters: {
                query?: never;
                header: {
                    /** @description The same at each attempt. */
                    "webhook-id": string;
                    /** @description Of the attempt, in seconds since 1970. */
                    "webhook-timestamp": string;
                    /** @description `v1,` and a signature for each secret in force, in base64. */
                    "webhook-signature": string;
                };
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        /** @enum {string} */
                        type: "job.undone";
                        /** Format: date-time */
                        timestamp: string;
                        data: {
                            /** Format: uuid */
                            jobId: string;
                            entity: string;
                            importerId: string;
                            mode: string;
                            dryRun: boolean;
                            /** @enum {string} */
                            state: "queued" | "running" | "awaiting_approval" | "cancelling" | "complete" | "complete_with_rejects" | "failed" | "cancelled" | "undone";
                            scheduleId: string | null;
                            packageId: string | null;
                            counts: {
                                valid: number;
                                invalid: number;
                                created: number;
                                updated: number;
                                unchanged: number;
                                deleted: number;
                            } | null;
                            issuesByCode: {
                                [key: string]: number;
                            };
                            errorCode: string | null;
                            reasons?: string[];
                            owned?: number;
                            undo?: {
                                deleted: number;
                                restored: number;
                                recreated: number;
                                movedOn: number;
                            } | null;
                            /** Format: date-time */
                            createdAt: string;
                            /** Format: date-time */
                            finishedAt: string | null;
                            links: {
                                job: string;
                                rejects: string;
                                console: string;
                            };
                        };
                    };
                };
            };
            responses: {
                /** @description The webhook is to be disabled. */
                410: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                /** @description The event is taken. */
                "2XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                /** @description The event is sent again later. */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "schedule.paused": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** The event schedule.paused */
        post: {
            parameters: {
                query?: never;
                header: {
                    /** @description The same at each attempt. */
                    "webhook-id": string;
                    /** @description Of the attempt, in seconds since 1970. */
                    "webhook-timestamp": string;
                    /** @description `v1,` and a signature for each secret in force, in base64. */
                    "webhook-signature": string;
                };
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        /** @enum {string} */
                        type: "schedule.paused";
                        /** Format: date-time */
                        timestamp: string;
                        data: {
                            /** Format: uuid */
                            scheduleId: string;
                            entity: string;
                            importerId: string;
                            links: {
                                console: string;
                            } & {
                                [key: string]: string;
                            };
                        };
                    };
                };
            };
            responses: {
                /** @description The webhook is to be disabled. */
                410: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                /** @description The event is taken. */
                "2XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                /** @description The event is sent again later. */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "schedule.missed": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** The event schedule.missed */
        post: {
            parameters: {
                query?: never;
                header: {
                    /** @description The same at each attempt. */
                    "webhook-id": string;
                    /** @description Of the attempt, in seconds since 1970. */
                    "webhook-timestamp": string;
                    /** @description `v1,` and a signature for each secret in force, in base64. */
                    "webhook-signature": string;
                };
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        /** @enum {string} */
                        type: "schedule.missed";
                        /** Format: date-time */
                        timestamp: string;
                        data: {
                            /** Format: uuid */
                            scheduleId: string;
                            entity: string;
                            importerId: string;
                            links: {
                                console: string;
                            } & {
                                [key: string]: string;
                            };
                            count: number;
                            /** Format: date-time */
                            last: string;
                        };
                    };
                };
            };
            responses: {
                /** @description The webhook is to be disabled. */
                410: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                /** @description The event is taken. */
                "2XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                /** @description The event is sent again later. */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "delivery.late": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** The event delivery.late */
        post: {
            parameters: {
                query?: never;
                header: {
                    /** @description The same at each attempt. */
                    "webhook-id": string;
                    /** @description Of the attempt, in seconds since 1970. */
                    "webhook-timestamp": string;
                    /** @description `v1,` and a signature for each secret in force, in base64. */
                    "webhook-signature": string;
                };
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        /** @enum {string} */
                        type: "delivery.late";
                        /** Format: date-time */
                        timestamp: string;
                        data: {
                            /** Format: uuid */
                            scheduleId: string;
                            entity: string;
                            importerId: string;
                            links: {
                                console: string;
                            } & {
                                [key: string]: string;
                            };
                            /** Format: date-time */
                            newFileAt: string | null;
                            newFileWithinHours: number | null;
                        };
                    };
                };
            };
            responses: {
                /** @description The webhook is to be disabled. */
                410: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                /** @description The event is taken. */
                "2XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                /** @description The event is sent again later. */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "integrity.changed": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** The event integrity.changed */
        post: {
            parameters: {
                query?: never;
                header: {
                    /** @description The same at each attempt. */
                    "webhook-id": string;
                    /** @description Of the attempt, in seconds since 1970. */
                    "webhook-timestamp": string;
                    /** @description `v1,` and a signature for each secret in force, in base64. */
                    "webhook-signature": string;
                };
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        /** @enum {string} */
                        type: "integrity.changed";
                        /** Format: date-time */
                        timestamp: string;
                        data: {
                            /** Format: uuid */
                            jobId: string | null;
                            version: number;
                            opened: number;
                            closed: number;
                            links: {
                                console: string;
                            } & {
                                [key: string]: string;
                            };
                        };
                    };
                };
            };
            responses: {
                /** @description The webhook is to be disabled. */
                410: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                /** @description The event is taken. */
                "2XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                /** @description The event is sent again later. */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "webhook.test": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** The event webhook.test */
        post: {
            parameters: {
                query?: never;
                header: {
                    /** @description The same at each attempt. */
                    "webhook-id": string;
                    /** @description Of the attempt, in seconds since 1970. */
                    "webhook-timestamp": string;
                    /** @description `v1,` and a signature for each secret in force, in base64. */
                    "webhook-signature": string;
                };
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        /** @enum {string} */
                        type: "webhook.test";
                        /** Format: date-time */
                        timestamp: string;
                        data: {
                            /** Format: uuid */
                            webhookId: string;
                        };
                    };
                };
            };
            responses: {
                /** @description The webhook is to be disabled. */
                410: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                /** @description The event is taken. */
                "2XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                /** @description The event is sent again later. */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export interface components {
    schemas: {
        /**
         * courseGroupInPersonEvent
         * @description A row of in-person course group.
         */
        courseGroupInPersonEventRow: {
            /** @example cg-1 */
            id: string;
            /** @example Leadership in Practice */
            title: string;
            /** @example leadership-in-practice */
            slug?: string | null;
            /** @example Two days of practice in small groups. */
            description?: string | null;
            /** @example de-AT */
            language?: string | null;
            /** @example LIP-2027 */
            sku?: string | null;
            /**
             * @example [
             *       "leadership",
             *       "compliance"
             *     ]
             */
            tags?: string[] | null;
            /**
             * @default draft
             * @example draft
             * @enum {string}
             */
            status?: "draft" | "published" | "archived";
            /**
             * Format: date-time
             * @example 2027-05-31T09:00:00.000Z
             */
            startDate: string;
            /**
             * Format: date-time
             * @example 2027-05-31T17:00:00.000Z
             */
            endDate: string;
            /**
             * @description IANA time zone name
             * @example Europe/Vienna
             */
            timeZone: string;
            /** @example 2027-03-01T00:00:00.000Z */
            enrollmentStartDate?: string | null;
            /** @example 2027-05-24T00:00:00.000Z */
            enrollmentEndDate?: string | null;
            /** @example 20 */
            seatsLimit?: number | null;
            /** @example 49000 */
            priceInCents?: number | null;
            /**
             * @default false
             * @example false
             */
            waitlistingEnabled?: boolean;
            /**
             * @example [
             *       "ada@example.com",
             *       "alan@example.com"
             *     ]
             */
            instructorEmails?: string[] | null;
            /** @example Conference Centre */
            locationName: string;
            /** @example Main Street 1 */
            address1: string;
            /** @example 2nd floor */
            address2?: string | null;
            /** @example Vienna */
            city: string;
            /** @example Vienna */
            state?: string | null;
            /** @example 1010 */
            zipCode?: string | null;
            /**
             * @description ISO 3166-1 alpha-2 code
             * @example AT
             */
            country: string;
            /** @example Room 12 */
            room?: string | null;
            /** @example Please bring a photo ID. */
            attendeeInfo?: string | null;
        };
        /**
         * inPersonEvent
         * @description A row of in-person session.
         */
        inPersonEventRow: {
            /** @example s-1 */
            id: string;
            /**
             * @description id of a stored courseGroupInPersonEvent
             * @example cg-1
             */
            courseGroupId: string;
            /** @example Leadership in Practice */
            title: string;
            /** @example leadership-in-practice */
            slug?: string | null;
            /** @example Two days of practice in small groups. */
            description?: string | null;
            /** @example de-AT */
            language?: string | null;
            /** @example LIP-2027 */
            sku?: string | null;
            /**
             * @example [
             *       "leadership",
             *       "compliance"
             *     ]
             */
            tags?: string[] | null;
            /**
             * @default draft
             * @example draft
             * @enum {string}
             */
            status?: "draft" | "published" | "archived";
            /**
             * Format: date-time
             * @example 2027-05-31T09:00:00.000Z
             */
            startDate: string;
            /**
             * Format: date-time
             * @example 2027-05-31T17:00:00.000Z
             */
            endDate: string;
            /**
             * @description IANA time zone name
             * @example Europe/Vienna
             */
            timeZone: string;
            /** @example 2027-03-01T00:00:00.000Z */
            enrollmentStartDate?: string | null;
            /** @example 2027-05-24T00:00:00.000Z */
            enrollmentEndDate?: string | null;
            /** @example 20 */
            seatsLimit?: number | null;
            /** @example 49000 */
            priceInCents?: number | null;
            /**
             * @default false
             * @example false
             */
            waitlistingEnabled?: boolean;
            /**
             * @example [
             *       "ada@example.com",
             *       "alan@example.com"
             *     ]
             */
            instructorEmails?: string[] | null;
            /** @example Conference Centre */
            locationName: string;
            /** @example Main Street 1 */
            address1: string;
            /** @example 2nd floor */
            address2?: string | null;
            /** @example Vienna */
            city: string;
            /** @example Vienna */
            state?: string | null;
            /** @example 1010 */
            zipCode?: string | null;
            /**
             * @description ISO 3166-1 alpha-2 code
             * @example AT
             */
            country: string;
            /** @example Room 12 */
            room?: string | null;
            /** @example Please bring a photo ID. */
            attendeeInfo?: string | null;
        };
        /**
         * courseGroupWebinar
         * @description A row of webinar course group.
         */
        courseGroupWebinarRow: {
            /** @example wg-1 */
            id: string;
            /** @example Leadership in Practice */
            title: string;
            /** @example leadership-in-practice */
            slug?: string | null;
            /** @example Two days of practice in small groups. */
            description?: string | null;
            /** @example de-AT */
            language?: string | null;
            /** @example LIP-2027 */
            sku?: string | null;
            /**
             * @example [
             *       "leadership",
             *       "compliance"
             *     ]
             */
            tags?: string[] | null;
            /**
             * @default draft
             * @example draft
             * @enum {string}
             */
            status?: "draft" | "published" | "archived";
            /**
             * Format: date-time
             * @example 2027-05-31T09:00:00.000Z
             */
            startDate: string;
            /**
             * Format: date-time
             * @example 2027-05-31T17:00:00.000Z
             */
            endDate: string;
            /**
             * @description IANA time zone name
             * @example Europe/Vienna
             */
            timeZone: string;
            /** @example 2027-03-01T00:00:00.000Z */
            enrollmentStartDate?: string | null;
            /** @example 2027-05-24T00:00:00.000Z */
            enrollmentEndDate?: string | null;
            /** @example 20 */
            seatsLimit?: number | null;
            /** @example 49000 */
            priceInCents?: number | null;
            /**
             * @default false
             * @example false
             */
            waitlistingEnabled?: boolean;
            /**
             * @example [
             *       "ada@example.com",
             *       "alan@example.com"
             *     ]
             */
            instructorEmails?: string[] | null;
            /**
             * Format: uri
             * @example https://meet.example.com/room
             */
            meetingUrl: string;
            /** @example Example Meet */
            meetingProvider?: string | null;
            /** @example open-sesame */
            meetingPassword?: string | null;
            /** @example Please bring a photo ID. */
            attendeeInfo?: string | null;
        };
        /**
         * webinar
         * @description A row of webinar session.
         */
        webinarRow: {
            /** @example w-1 */
            id: string;
            /**
             * @description id of a stored courseGroupWebinar
             * @example wg-1
             */
            courseGroupId: string;
            /** @example Leadership in Practice */
            title: string;
            /** @example leadership-in-practice */
            slug?: string | null;
            /** @example Two days of practice in small groups. */
            description?: string | null;
            /** @example de-AT */
            language?: string | null;
            /** @example LIP-2027 */
            sku?: string | null;
            /**
             * @example [
             *       "leadership",
             *       "compliance"
             *     ]
             */
            tags?: string[] | null;
            /**
             * @default draft
             * @example draft
             * @enum {string}
             */
            status?: "draft" | "published" | "archived";
            /**
             * Format: date-time
             * @example 2027-05-31T09:00:00.000Z
             */
            startDate: string;
            /**
             * Format: date-time
             * @example 2027-05-31T17:00:00.000Z
             */
            endDate: string;
            /**
             * @description IANA time zone name
             * @example Europe/Vienna
             */
            timeZone: string;
            /** @example 2027-03-01T00:00:00.000Z */
            enrollmentStartDate?: string | null;
            /** @example 2027-05-24T00:00:00.000Z */
            enrollmentEndDate?: string | null;
            /** @example 20 */
            seatsLimit?: number | null;
            /** @example 49000 */
            priceInCents?: number | null;
            /**
             * @default false
             * @example false
             */
            waitlistingEnabled?: boolean;
            /**
             * @example [
             *       "ada@example.com",
             *       "alan@example.com"
             *     ]
             */
            instructorEmails?: string[] | null;
            /**
             * Format: uri
             * @example https://meet.example.com/room
             */
            meetingUrl: string;
            /** @example Example Meet */
            meetingProvider?: string | null;
            /** @example open-sesame */
            meetingPassword?: string | null;
            /** @example Please bring a photo ID. */
            attendeeInfo?: string | null;
        };
        /**
         * user
         * @description A row of user.
         */
        userRow: {
            /** @example user_1 */
            id: string;
            /** @example Ada */
            firstName: string;
            /** @example Lovelace */
            lastName: string;
            /** @example ada */
            username?: string | null;
            /** @example ada@student.example.com */
            studentEmail?: string | null;
            /** @example ada@staff.example.com */
            staffEmail?: string | null;
            /**
             * @example [
             *       "STUDENT",
             *       "LECTURER"
             *     ]
             */
            campusManagementRoles?: string[] | null;
            /** @example b3d9c2f04f6a4d6f8a7e1c5b90d2e8f6 */
            passwordOrHash?: string | null;
            /**
             * @example {
             *       "algorithm": "SHA-256",
             *       "saltMode": "PREFIX",
             *       "salt": "c2FsdA"
             *     }
             */
            passwordPreHashing?: {
                algorithm: string;
                saltMode: string;
                salt?: string;
                hmacKey?: string;
                pbeInfos?: {
                    iterationCount?: number;
                };
            } | null;
        };
        /**
         * organization
         * @description A row of organization.
         */
        organizationRow: {
            /** @example organization_1 */
            id: string;
            /** @example Faculty of Mathematics */
            name: string;
            /**
             * @description id of a stored organization
             * @example organization_0
             */
            parentId?: string | null;
            /** @example FACULTY */
            type?: string | null;
        };
        /**
         * student
         * @description A row of student.
         */
        studentRow: {
            /** @example student_1 */
            id: string;
            /**
             * @description id of a stored user
             * @example user_1
             */
            userId: string;
            /** @example 01234567 */
            matriculationNumber?: string | null;
            /**
             * @description id of a stored organization
             * @example [
             *       "organization_1"
             *     ]
             */
            organizationIds?: string[] | null;
            /** @example true */
            active?: boolean | null;
        };
        /**
         * course
         * @description A row of course.
         */
        courseRow: {
            /** @example course_1 */
            id: string;
            /** @example Linear Algebra */
            name: string;
            /** @example MAT101 */
            code?: string | null;
            /**
             * @description id of a stored organization
             * @example organization_1
             */
            organizationId?: string | null;
            /** @example 2027S */
            termId?: string | null;
            /**
             * @description id of a stored user
             * @example [
             *       "user_1"
             *     ]
             */
            lecturerIds?: string[] | null;
            /** @example 2027-03-01T00:00:00.000Z */
            startDate?: string | null;
            /** @example 2027-06-30T00:00:00.000Z */
            endDate?: string | null;
        };
        /**
         * group
         * @description A row of group.
         */
        groupRow: {
            /** @example group_1 */
            id: string;
            /**
             * @description id of a stored course
             * @example course_1
             */
            courseId: string;
            /** @example Group A */
            name: string;
            /**
             * @description id of a stored user
             * @example [
             *       "user_1"
             *     ]
             */
            lecturerIds?: string[] | null;
            /**
             * @description id of a stored student
             * @example [
             *       "student_1",
             *       "student_2"
             *     ]
             */
            studentIds?: string[] | null;
            /** @example 30 */
            capacity?: number | null;
        };
        /**
         * event
         * @description A row of event.
         */
        eventRow: {
            /** @example event_1 */
            id: string;
            /**
             * @description id of a stored course
             * @example course_1
             */
            courseId: string;
            /**
             * @description id of a stored group
             * @example [
             *       "group_1"
             *     ]
             */
            groupIds?: string[] | null;
            /** @example First lecture */
            title?: string | null;
            /**
             * Format: date-time
             * @example 2027-03-05T09:00:00.000Z
             */
            startDate: string;
            /**
             * Format: date-time
             * @example 2027-03-05T10:30:00.000Z
             */
            endDate: string;
            /** @example Europe/Vienna */
            timeZone?: string | null;
            /** @example Main building */
            location?: string | null;
            /** @example HS 1 */
            room?: string | null;
            /**
             * @description id of a stored user
             * @example [
             *       "user_1"
             *     ]
             */
            lecturerIds?: string[] | null;
            /** @example CONFIRMED */
            status?: string | null;
        };
        /**
         * survey
         * @description A row of survey.
         */
        surveyRow: {
            /** @example survey_1 */
            id: string;
            /**
             * @description id of a stored course
             * @example course_1
             */
            courseId: string;
            /**
             * @description id of a stored group
             * @example group_1
             */
            groupId?: string | null;
            /** @example How was the course? */
            title: string;
            /**
             * Format: date-time
             * @example 2027-06-15T00:00:00.000Z
             */
            opensAt: string;
            /**
             * Format: date-time
             * @example 2027-06-29T00:00:00.000Z
             */
            closesAt: string;
        };
        Problem: {
            type: string;
            title: string;
            status: number;
            code: string;
            detail: string;
            hint: string;
            /** @description Each fault of a body or a query, with its place. */
            faults?: {
                path: string;
                message: string;
            }[];
            /**
             * @description The true state of a job that does not allow this.
             * @enum {string}
             */
            state?: "queued" | "running" | "awaiting_approval" | "cancelling" | "complete" | "complete_with_rejects" | "failed" | "cancelled" | "undone";
        };
        Asset: {
            path: string;
            sha256: string;
            size: number;
            contentType: string;
            /** Format: date-time */
            createdAt: string;
        };
        Job: {
            /** Format: uuid */
            id: string;
            entity: string;
            importerId: string;
            /** @enum {string} */
            mode: "upsert" | "create" | "update" | "snapshot";
            dryRun: boolean;
            /** @enum {string} */
            onInvalid: "skip" | "abort";
            repeatable: boolean;
            scheduleId: string | null;
            retryOf: string | null;
            /** @description The job some of whose rejected rows this one brings again, corrected. */
            correctionOf: string | null;
            requestedBy: string;
            /** @enum {string} */
            state: "queued" | "running" | "awaiting_approval" | "cancelling" | "complete" | "complete_with_rejects" | "failed" | "cancelled" | "undone";
            /** @enum {string|null} */
            stage: "fetching" | "planning" | "loading" | "validating" | "applying" | null;
            /** @description The job that has to end before this one can be applied: an earlier one of its importer and entity. */
            blockedBy: string | null;
            /**
             * @description The state of that job.
             * @enum {string|null}
             */
            blockedByState: "queued" | "running" | "awaiting_approval" | "cancelling" | "complete" | "complete_with_rejects" | "failed" | "cancelled" | "undone" | "undoing" | null;
            progress: {
                percent: number;
                rowsRead: number;
                rowsTotal: number | null;
                rowsPerSecond: number | null;
                etaSeconds: number | null;
            };
            counts: {
                valid: number;
                invalid: number;
                created: number;
                updated: number;
                unchanged: number;
                deleted: number;
            };
            issuesByCode: {
                [key: string]: number;
            };
            /** @description Why a snapshot asked whether it may delete rows. Until a person approves, `counts` are those it would have, and `rows?outcome=deleted` lists what would go. */
            approval: {
                reasons: {
                    /** @enum {string} */
                    code: "EMPTY_FILE" | "REJECTED_ROWS" | "LARGE_SHARE" | "MANY_ROWS" | "MANY_CREATED" | "MANY_UPDATED" | "MANY_CHANGES" | "TOO_FEW_ROWS" | "FILE_SHRANK";
                    message: string;
                }[];
                /** @description Rows that the importer owned when the job asked. */
                owned: number;
                /** Format: date-time */
                askedAt: string;
                /** Format: date-time */
                expiresAt: string;
                /** Format: date-time */
                approvedAt: string | null;
                approvedBy: string | null;
            } | null;
            undo: {
                /** Format: date-time */
                requestedAt: string;
                requestedBy: string;
                /** Format: date-time */
                finishedAt: string | null;
                /** @description Rows that the import had created, updated and deleted, and that are as before; `movedOn` were changed by another import afterwards and left alone: `rows?outcome=moved_on`. */
                counts: {
                    deleted: number;
                    restored: number;
                    recreated: number;
                    movedOn: number;
                } | null;
                error: {
                    code: string;
                    message: string;
                    hint: string;
                    line: number | null;
                } | null;
            } | null;
            /** @description Of a dry run, and of a job that awaits approval: the first rows that would be updated, and what would change about them; secrets are masked. `counts` are those of all rows, `rows?outcome=deleted` lists what would be deleted. null in lists of jobs. */
            plan: {
                updated: {
                    id: string;
                    differences: {
                        field: string;
                        stored?: unknown;
                        imported?: unknown;
                    }[];
                }[];
            } | null;
            warnings: components["schemas"]["Issue"][];
            asset: {
                path: string;
                /** @description null for a body with secrets, and for an asset that was not there */
                sha256: string | null;
                size: number;
                contentType: string;
                encoding: string | null;
                delimiter: string | null;
                /** @description How the asset is packed, and what was read of it; null where it is plain, or not unpacked yet. */
                detected: {
                    /** @enum {string} */
                    packing: "gzip" | "zip" | "xlsx" | "charset";
                    member: string | null;
                    sheet: string | null;
                    sheets: string[];
                    charset: string | null;
                    dates: number;
                    formulas: number;
                    size: number;
                    contentType: string;
                } | null;
            };
            /** @description Where the file is downloaded from; null: it is an uploaded asset or a body. */
            source: {
                url: string;
                auth: string | null;
            } | null;
            /**
             * Format: uuid
             * @description The package that its file came in.
             */
            packageId: string | null;
            /** @description The importer's mapping that the job was accepted with. */
            mapping: {
                version: number;
            } | null;
            /** @description What is wrong in the whole database after the job, per entity; `integrity` pages it. In lists of jobs `warnings` is null. */
            globalValidation: {
                /** @enum {string} */
                result: "SUCCESS";
                warnings: {
                    [key: string]: string[];
                } | null;
            } | null;
            error: {
                code: string;
                message: string;
                hint: string;
                line: number | null;
            } | null;
            /** Format: date-time */
            createdAt: string;
            /** Format: date-time */
            startedAt: string | null;
            /** Format: date-time */
            finishedAt: string | null;
            workflowId: string;
            links: {
                self: string;
                stream: string;
                rows: string;
                issues: string;
                integrity: string;
                rejects: string;
                temporal: string | null;
            };
        };
        Issue: {
            /** @description Physical line where the record starts; the header is line 1. */
            line: number;
            column: string | null;
            /** @enum {string} */
            code: "REQUIRED" | "TOO_LONG" | "INVALID_DATE" | "AMBIGUOUS_TIME" | "END_BEFORE_START" | "INVALID_TIME_ZONE" | "INVALID_LANGUAGE" | "INVALID_COUNTRY" | "INVALID_EMAIL" | "INVALID_URL" | "INVALID_SLUG" | "INVALID_INTEGER" | "OUT_OF_RANGE" | "INVALID_BOOLEAN" | "UNKNOWN_CHOICE" | "INVALID_TYPE" | "INVALID_TEXT" | "INVALID_ID" | "INVALID_PRE_HASHING" | "NOT_AN_OBJECT" | "DUPLICATE_PROPERTY" | "COLUMN_COUNT" | "DUPLICATE_KEY" | "DUPLICATE_SLUG" | "MISSING_REFERENCE" | "ALREADY_STORED" | "NOT_STORED" | "ERASED" | "DELETE_NOT_ALLOWED" | "NOTHING_TO_DELETE" | "OWNER_CHANGED" | "SPREADSHEET_ID" | "SPREADSHEET_FORMULA" | "UNKNOWN_COLUMN" | "LEFT_OUT" | "NO_ROWS";
            /** @enum {string} */
            severity: "error" | "warning";
            value: string | null;
            message: string;
            hint: string;
        };
        ImportRequest: {
            /** @enum {string} */
            entity: "courseGroupInPersonEvent" | "inPersonEvent" | "courseGroupWebinar" | "webinar" | "user" | "organization" | "student" | "course" | "group" | "event" | "survey";
            /** @description Path of an uploaded asset; either this or source. */
            asset?: string;
            source?: components["schemas"]["Source"];
            /**
             * @description upsert (default); create or update: the other kind of row is rejected; snapshot: an upsert that also deletes what the importer owns and no longer sends.
             * @enum {string}
             */
            mode?: "upsert" | "create" | "update" | "snapshot";
            dryRun?: boolean;
            /**
             * @description skip (default): valid rows are imported; abort: one invalid row fails the import and nothing is stored.
             * @enum {string}
             */
            onInvalid?: "skip" | "abort";
            /** @description The system that sends the rows and owns them; the API key's name when left out. */
            importerId?: string;
            /** @description The file of an archive that is meant; without it, or null: its only one. */
            member?: string | null;
            /** @description The sheet of a workbook that is meant; without it, or null: the first that is shown. */
            sheet?: string | null;
            /** @description Whether the job shows the global validation of the whole database; default true. */
            globalValidation?: boolean;
        } & (unknown | unknown);
        /** @description A file on another server, downloaded when the import runs. */
        Source: {
            /** @description https, sftp or s3://<bucket>/<key>; secrets belong in a credential. */
            url: string;
            /**
             * @description The name of the stored credential that opens it; null: it is open to everybody.
             * @default null
             */
            auth?: string | null;
        };
        Corrections: {
            /** @default [] */
            rows?: {
                line: number;
                cells: {
                    [key: string]: string;
                };
            }[];
            /** @default [] */
            replace?: {
                /** @enum {string} */
                code: "REQUIRED" | "TOO_LONG" | "INVALID_DATE" | "AMBIGUOUS_TIME" | "END_BEFORE_START" | "INVALID_TIME_ZONE" | "INVALID_LANGUAGE" | "INVALID_COUNTRY" | "INVALID_EMAIL" | "INVALID_URL" | "INVALID_SLUG" | "INVALID_INTEGER" | "OUT_OF_RANGE" | "INVALID_BOOLEAN" | "UNKNOWN_CHOICE" | "INVALID_TYPE" | "INVALID_TEXT" | "INVALID_ID" | "INVALID_PRE_HASHING" | "NOT_AN_OBJECT" | "DUPLICATE_PROPERTY" | "COLUMN_COUNT" | "DUPLICATE_KEY" | "DUPLICATE_SLUG" | "MISSING_REFERENCE" | "ALREADY_STORED" | "NOT_STORED" | "ERASED" | "DELETE_NOT_ALLOWED" | "NOTHING_TO_DELETE" | "OWNER_CHANGED" | "SPREADSHEET_ID" | "SPREADSHEET_FORMULA" | "UNKNOWN_COLUMN" | "LEFT_OUT" | "NO_ROWS";
                column: string;
                from: string | null;
                to: string;
            }[];
            /** @default false */
            dryRun?: boolean;
        };
        ShownSchedule: components["schemas"]["Schedule"] & {
            /** @description Imports that failed one after the other, since it was last resumed. */
            failures: number;
            /** @description Its import that has not ended: until then no other one starts. */
            openJob: {
                /** Format: uuid */
                id: string;
                /** @enum {string} */
                state: "queued" | "running" | "awaiting_approval" | "cancelling" | "complete" | "complete_with_rejects" | "failed" | "cancelled" | "undone";
            } | null;
            /** @description The next five times; none while it is paused, null while Temporal does not answer. */
            nextRuns: string[] | null;
            /** @description When the clocks of its zone change next, within a year; null without a cron. */
            clockChange: {
                /** Format: date-time */
                at: string;
                from: string;
                to: string;
                /**
                 * @description Whether its time does not exist on that day, may come twice, or neither.
                 * @enum {string}
                 */
                effect: "skipped" | "repeated" | "none";
            } | null;
            /** @description What became of its newest 50 times, the newest first. */
            runs: {
                /** Format: date-time */
                at: string;
                /** @enum {string} */
                outcome: "job" | "unchanged" | "overlap" | "missed" | "failed";
                /** Format: uuid */
                jobId: string | null;
                /**
                 * @description The job's.
                 * @enum {string|null}
                 */
                state: "queued" | "running" | "awaiting_approval" | "cancelling" | "complete" | "complete_with_rejects" | "failed" | "cancelled" | "undone" | null;
            }[];
        };
        Schedule: {
            /** Format: uuid */
            id: string;
            name: string;
            import: {
                entity: string;
                /** @description Null: a source is imported. */
                asset: string | null;
                /** @description Where the file is downloaded from; null: it is an uploaded asset or a body. */
                source: {
                    url: string;
                    auth: string | null;
                } | null;
                /** @description How an archive of several files is imported. */
                package: {
                    /** @enum {string|null} */
                    preset: "canvas-sis" | "sds-2.1" | "oneroster-1.1" | "oneroster-1.2" | null;
                    /** @enum {string|null} */
                    mode: "upsert" | "create" | "update" | "snapshot" | null;
                    files: {
                        member: string;
                        entity: string;
                        /**
                         * @default upsert
                         * @enum {string}
                         */
                        mode?: "upsert" | "create" | "update" | "snapshot";
                        /** @default null */
                        mapping?: {
                            /** @default {} */
                            columns?: {
                                [key: string]: string | null;
                            };
                            /** @default {} */
                            constants?: {
                                [key: string]: string;
                            };
                            /** @default {} */
                            values?: {
                                [key: string]: {
                                    [key: string]: string;
                                };
                            };
                            /** @default null */
                            dates?: {
                                /** @default null */
                                format?: string | null;
                                timeZone: string;
                            } | null;
                        } | null;
                    }[];
                    /** @enum {string} */
                    onFailure: "stop" | "continue";
                } | null;
                importerId: string;
                /** @enum {string} */
                mode: "upsert" | "create" | "update" | "snapshot";
                dryRun: boolean;
                /** @enum {string} */
                onInvalid: "skip" | "abort";
                globalValidation: boolean;
                /** @default null */
                member?: string | null;
                /** @default null */
                sheet?: string | null;
            };
            cron: string | null;
            everySeconds: number | null;
            timeZone: string;
            catchUpSeconds: number;
            jitterSeconds: number;
            skipIfUnchanged: boolean;
            pauseAfterFailures: number | null;
            expect: {
                newFileWithinHours: number | null;
                minRows: number | null;
                maxShrinkPercent: number | null;
            } | null;
            /**
             * Format: date-time
             * @description When a file with other bytes came last.
             */
            newFileAt: string | null;
            /**
             * Format: date-time
             * @description Since when a new file is due; null: none is due, or none is expected.
             */
            lateSince: string | null;
            paused: boolean;
            /** @description What was said when it was paused or resumed. */
            note: string | null;
            requestedBy: string;
            /** Format: date-time */
            createdAt: string;
            /** Format: date-time */
            updatedAt: string;
            links: {
                self: string;
                jobs: string;
            };
        };
        ScheduleRequest: {
            name: string;
            /** @description Either this or everySeconds. */
            cron?: string;
            everySeconds?: number;
            /** @description The cron's: its hours are those of the clocks there. */
            timeZone: string;
            /** @description A run that could not start at its time starts up to so much later, else it is missed; default 3600. */
            catchUpSeconds?: number;
            /** @description Up to so many seconds are added to each time, by chance; default 0. */
            jitterSeconds?: number;
            /** @description Whether a run is left out when the asset is the one that was last imported in full; default true. */
            skipIfUnchanged?: boolean;
            /** @description After so many imports that failed in a row it is paused; null (default): never. */
            pauseAfterFailures?: number | null;
            import?: components["schemas"]["ImportRequest"];
            package?: components["schemas"]["PackageRequest"];
            expect?: components["schemas"]["ScheduleExpectation"];
        } & ((unknown | unknown) & (unknown | unknown));
        PackageRequest: {
            /** @description Path of an uploaded zip; either this or source. */
            asset?: string;
            source?: components["schemas"]["Source"] & unknown;
            /** @description The system that sends the rows and owns them; the API key's name when left out. */
            importerId?: string;
            /**
             * @description A known format of archives; either this or files.
             * @enum {string}
             */
            preset?: "canvas-sis" | "sds-2.1" | "oneroster-1.1" | "oneroster-1.2";
            /**
             * @description How a preset's files are imported; without it, as the preset and the archive's manifest say.
             * @enum {string}
             */
            mode?: "upsert" | "create" | "update" | "snapshot";
            files?: {
                /** @description The file's name in the archive. */
                member: string;
                /** @enum {string} */
                entity: "courseGroupInPersonEvent" | "inPersonEvent" | "courseGroupWebinar" | "webinar" | "user" | "organization" | "student" | "course" | "group" | "event" | "survey";
                /**
                 * @description upsert (default); create or update: the other kind of row is rejected; snapshot: an upsert that also deletes what the importer owns and no longer sends.
                 * @enum {string}
                 */
                mode?: "upsert" | "create" | "update" | "snapshot";
                /** @description What its columns and values mean; without it, as the importer's stored mapping says. */
                mapping?: {
                    /** @default {} */
                    columns?: {
                        [key: string]: string | null;
                    };
                    /** @default {} */
                    constants?: {
                        [key: string]: string;
                    };
                    /** @default {} */
                    values?: {
                        [key: string]: {
                            [key: string]: string;
                        };
                    };
                    /** @default null */
                    dates?: {
                        /** @default null */
                        format?: string | null;
                        timeZone: string;
                    } | null;
                } | null;
            }[];
            /**
             * @description skip (default): valid rows are imported; abort: one invalid row fails the import and nothing is stored.
             * @enum {string}
             */
            onInvalid?: "skip" | "abort";
            /**
             * @description stop (default): after a file that failed no other one is imported; continue: the others are.
             * @enum {string}
             */
            onFailure?: "stop" | "continue";
        } & ((unknown | unknown) & (unknown | unknown));
        ScheduleExpectation: {
            /**
             * @description Hours within which a file with other bytes has to come; else the schedule is late.
             * @default null
             */
            newFileWithinHours?: number | null;
            /**
             * @description An import of fewer rows waits for an approval.
             * @default null
             */
            minRows?: number | null;
            /**
             * @description So does an import of fewer rows than the last one, by more than this share.
             * @default null
             */
            maxShrinkPercent?: number | null;
        } | null;
        ScheduleChange: {
            name?: string;
            /** @description Either this or everySeconds. */
            cron?: string;
            everySeconds?: number;
            /** @description The cron's: its hours are those of the clocks there. */
            timeZone?: string;
            /** @description A run that could not start at its time starts up to so much later, else it is missed; default 3600. */
            catchUpSeconds?: number;
            /** @description Up to so many seconds are added to each time, by chance; default 0. */
            jitterSeconds?: number;
            /** @description Whether a run is left out when the asset is the one that was last imported in full; default true. */
            skipIfUnchanged?: boolean;
            /** @description After so many imports that failed in a row it is paused; null (default): never. */
            pauseAfterFailures?: number | null;
            import?: {
                /** @enum {string} */
                entity?: "courseGroupInPersonEvent" | "inPersonEvent" | "courseGroupWebinar" | "webinar" | "user" | "organization" | "student" | "course" | "group" | "event" | "survey";
                /** @description Path of an uploaded asset; either this or source. */
                asset?: string;
                source?: components["schemas"]["Source"];
                /**
                 * @description upsert (default); create or update: the other kind of row is rejected; snapshot: an upsert that also deletes what the importer owns and no longer sends.
                 * @enum {string}
                 */
                mode?: "upsert" | "create" | "update" | "snapshot";
                dryRun?: boolean;
                /**
                 * @description skip (default): valid rows are imported; abort: one invalid row fails the import and nothing is stored.
                 * @enum {string}
                 */
                onInvalid?: "skip" | "abort";
                /** @description The system that sends the rows and owns them; the API key's name when left out. */
                importerId?: string;
                /** @description The file of an archive that is meant; without it, or null: its only one. */
                member?: string | null;
                /** @description The sheet of a workbook that is meant; without it, or null: the first that is shown. */
                sheet?: string | null;
                /** @description Whether the job shows the global validation of the whole database; default true. */
                globalValidation?: boolean;
            };
            package?: components["schemas"]["PackageRequest"];
            expect?: components["schemas"]["ScheduleExpectation"];
        } & (unknown & unknown);
        Mapping: {
            importerId: string;
            entity: string;
            /** @description Another one for each change of any mapping. */
            version: number;
            /** @default {} */
            columns?: {
                [key: string]: string | null;
            };
            /** @default {} */
            constants?: {
                [key: string]: string;
            };
            /** @default {} */
            values?: {
                [key: string]: {
                    [key: string]: string;
                };
            };
            /** @default null */
            dates?: {
                /** @default null */
                format?: string | null;
                timeZone: string;
            } | null;
            changedBy: string;
            /** Format: date-time */
            changedAt: string;
        };
        MappingRequest: {
            /** @default {} */
            columns?: {
                [key: string]: string | null;
            };
            /** @default {} */
            constants?: {
                [key: string]: string;
            };
            /** @default {} */
            values?: {
                [key: string]: {
                    [key: string]: string;
                };
            };
            /** @default null */
            dates?: {
                /** @default null */
                format?: string | null;
                timeZone: string;
            } | null;
        };
        /** @description What was stored, without its secrets. */
        Credential: {
            name: string;
            /** @enum {string} */
            type: "basic" | "bearer" | "header" | "query" | "ssh" | "s3";
            /** @description The only server that it is ever sent to. */
            origin: string;
            changedBy: string;
            /** Format: date-time */
            changedAt: string;
        } & {
            [key: string]: unknown;
        };
        CredentialRequest: {
            /** @enum {string} */
            type: "basic";
            origin: string;
            /** @default null */
            ca?: string | null;
            password: string;
            username: string;
        } | {
            /** @enum {string} */
            type: "bearer";
            origin: string;
            /** @default null */
            ca?: string | null;
            token: string;
        } | {
            /** @enum {string} */
            type: "header";
            origin: string;
            /** @default null */
            ca?: string | null;
            header: string;
            value: string;
        } | {
            /** @enum {string} */
            type: "query";
            origin: string;
            /** @default null */
            ca?: string | null;
            parameter: string;
            value: string;
        } | {
            /** @enum {string} */
            type: "ssh";
            origin: string;
            username: string;
            /** @default null */
            password?: string | null;
            /** @default null */
            privateKey?: string | null;
            /** @default null */
            passphrase?: string | null;
            hostKeys: string[];
        } | {
            /** @enum {string} */
            type: "s3";
            origin: string;
            region: string;
            accessKeyId: string;
            secretAccessKey: string;
            /** @default null */
            sessionToken?: string | null;
            /** @default null */
            endpoint?: string | null;
            /** @default false */
            pathStyle?: boolean;
            /** @default null */
            ca?: string | null;
        };
        Package: {
            /** Format: uuid */
            id: string;
            /** @enum {string} */
            state: "queued" | "running" | "awaiting_approval" | "cancelling" | "complete" | "complete_with_rejects" | "failed" | "cancelled" | "undone";
            importerId: string;
            requestedBy: string;
            asset: {
                path: string;
                sha256: string | null;
                size: number;
            };
            /** @description Where the file is downloaded from; null: it is an uploaded asset or a body. */
            source: {
                url: string;
                auth: string | null;
            } | null;
            /** @enum {string|null} */
            preset: "canvas-sis" | "sds-2.1" | "oneroster-1.1" | "oneroster-1.2" | null;
            /** @enum {string} */
            onFailure: "stop" | "continue";
            /** Format: uuid */
            scheduleId: string | null;
            /** @description Those of all its jobs. */
            counts: {
                valid: number;
                invalid: number;
                created: number;
                updated: number;
                unchanged: number;
                deleted: number;
            };
            /** @description Its files in the order in which they are imported. */
            jobs: {
                /** @description The file in the archive. */
                member: string;
                entity: string;
                /** @enum {string} */
                mode: "upsert" | "create" | "update" | "snapshot";
                /**
                 * Format: uuid
                 * @description The job that imports it; null before it begins.
                 */
                id: string | null;
                /** @enum {string|null} */
                state: "queued" | "running" | "awaiting_approval" | "cancelling" | "complete" | "complete_with_rejects" | "failed" | "cancelled" | "undone" | null;
                counts: {
                    valid: number;
                    invalid: number;
                    created: number;
                    updated: number;
                    unchanged: number;
                    deleted: number;
                };
                error: {
                    code: string;
                    message: string;
                    hint: string;
                    line: number | null;
                } | null;
            }[];
            /** @description What the archive has and nothing imports, and why. */
            notTaken: {
                name: string;
                reason: string;
            }[];
            /** @description What is wrong in the whole database after its last file, per entity. */
            globalValidation: {
                /** @enum {string} */
                result: "SUCCESS";
                warnings: {
                    [key: string]: string[];
                } | null;
            } | null;
            error: {
                code: string;
                message: string;
                hint: string;
                line: number | null;
            } | null;
            /** Format: date-time */
            createdAt: string;
            /** Format: date-time */
            finishedAt: string | null;
            links: {
                self: string;
                job: string;
            };
        };
        OwnKey: {
            /** Format: uuid */
            id: string;
            name: string;
            scopes: {
                entities: string[] | null;
                importers: string[] | null;
                approve: boolean;
            };
            /** @enum {string} */
            role: "read" | "import" | "admin";
            tenant: string;
            /** @description What the paths of assets begin with that the key reaches; null: it reaches all assets. */
            folders: string[] | null;
        };
        Key: {
            /** Format: uuid */
            id: string;
            name: string;
            /** @enum {string} */
            role: "read" | "import" | "admin";
            scopes: {
                entities: string[] | null;
                importers: string[] | null;
                approve: boolean;
            };
            inForce: boolean;
            /** Format: date-time */
            createdAt: string;
            /** Format: date-time */
            expiresAt: string | null;
            /**
             * Format: date-time
             * @description Up to ten seconds late.
             */
            lastUsedAt: string | null;
            /** Format: date-time */
            revokedAt: string | null;
            /**
             * Format: uuid
             * @description The key that it was rotated to.
             */
            replacedBy: string | null;
        };
        MadeKey: components["schemas"]["Key"] & {
            /** @description The key itself, which no other answer holds. */
            secret: string;
        };
        NewKey: {
            name: string;
            /** @description Null: never. */
            expiresInDays?: number | null;
            /** @enum {string} */
            role: "read" | "import";
            scopes?: components["schemas"]["KeyScopes"];
        } | {
            name: string;
            /** @description Null: never. */
            expiresInDays?: number | null;
            /** @enum {string} */
            role: "admin";
            scopes?: components["schemas"]["AdminKeyScopes"];
        };
        KeyScopes: {
            /**
             * @description What it may import and read; `package` stands for packages with all their files.
             * @default null
             */
            entities?: ("courseGroupInPersonEvent" | "inPersonEvent" | "courseGroupWebinar" | "webinar" | "user" | "organization" | "student" | "course" | "group" | "event" | "survey" | "package")[] | null;
            /**
             * @description For which importers it may import and read.
             * @default null
             */
            importers?: string[] | null;
            /**
             * @description Whether it may approve imports that ask.
             * @default true
             */
            approve?: boolean;
        };
        /** @description A key of role `admin` makes keys, and so has no limit. */
        AdminKeyScopes: {
            entities?: null;
            importers?: null;
            /**
             * @default true
             * @enum {boolean}
             */
            approve?: true;
        };
        KeyRotation: {
            /**
             * @description How long the old key stays in force beside the new one.
             * @default 24
             */
            overlapHours?: number;
        };
        Hold: {
            importerId: string;
            entity: string;
            createdPercent: number | null;
            updatedPercent: number | null;
            deletedPercent: number | null;
            rows: number | null;
            changedBy: string;
            /** Format: date-time */
            changedAt: string;
        };
        HoldRequest: {
            /**
             * @description Most rows created unasked, of those that the importer owns; a first file creates as many as it likes.
             * @default null
             */
            createdPercent?: number | null;
            /**
             * @description Most rows updated unasked, of those that the importer owns.
             * @default null
             */
            updatedPercent?: number | null;
            /**
             * @description Most rows deleted unasked, in place of BULKHEAD_MAX_DELETED_PERCENT.
             * @default null
             */
            deletedPercent?: number | null;
            /**
             * @description Most rows created, updated and deleted together; also in place of BULKHEAD_MAX_DELETED_ROWS.
             * @default null
             */
            rows?: number | null;
        };
        Webhook: {
            /** Format: uuid */
            id: string;
            url: string;
            events: ("job.completed" | "job.completed_with_rejects" | "job.failed" | "job.cancelled" | "job.awaiting_approval" | "job.undone" | "schedule.paused" | "schedule.missed" | "delivery.late" | "integrity.changed")[];
            ca: string | null;
            enabled: boolean;
            /** Format: date-time */
            disabledAt: string | null;
            /**
             * @description An admin asked for it; its server answered 410; or nothing has arrived for five days.
             * @enum {string|null}
             */
            disabledBecause: "asked" | "gone" | "failing" | null;
            /**
             * Format: date-time
             * @description Since when every attempt has failed.
             */
            failingSince: string | null;
            /**
             * Format: date-time
             * @description Until when the former secret signs as well.
             */
            formerSecretUntil: string | null;
            createdBy: string;
            /** Format: date-time */
            createdAt: string;
        };
        MadeWebhook: components["schemas"]["Webhook"] & {
            /** @description What events are signed with; no other answer holds it. Null: events are mailed. */
            secret: string | null;
        };
        NewWebhook: {
            /** @description An https address that is public, or in a network that the operator lists: it takes a POST for each event. Or mailto: with up to 20 addresses: they get one mail for the events that become true at once. */
            url: string;
            events: ("job.completed" | "job.completed_with_rejects" | "job.failed" | "job.cancelled" | "job.awaiting_approval" | "job.undone" | "schedule.paused" | "schedule.missed" | "delivery.late" | "integrity.changed")[];
            /** @description What events are signed with: `whsec_`, then 24 to 64 bytes in base64. Without it one is made. */
            secret?: string;
            /** @description Certificates in PEM that are trusted for the server in place of the public ones; null: those are. */
            ca?: string | null;
        };
        WebhookRotation: {
            /** @description What events are signed with: `whsec_`, then 24 to 64 bytes in base64. Without it one is made. */
            secret?: string;
            /**
             * @description How long the former secret signs as well.
             * @default 24
             */
            overlapHours?: number;
        };
        WebhookChange: {
            /** @description An https address that is public, or in a network that the operator lists: it takes a POST for each event. Or mailto: with up to 20 addresses: they get one mail for the events that become true at once. */
            url?: string;
            events?: ("job.completed" | "job.completed_with_rejects" | "job.failed" | "job.cancelled" | "job.awaiting_approval" | "job.undone" | "schedule.paused" | "schedule.missed" | "delivery.late" | "integrity.changed")[];
            /** @description Certificates in PEM that are trusted for the server in place of the public ones; null: those are. */
            ca?: string | null;
            enabled?: boolean;
        };
        WebhookDelivery: {
            /**
             * Format: uuid
             * @description The header `webhook-id` of each attempt.
             */
            id: string;
            /** Format: uuid */
            webhookId: string;
            /** @enum {string} */
            event: "job.completed" | "job.completed_with_rejects" | "job.failed" | "job.cancelled" | "job.awaiting_approval" | "job.undone" | "schedule.paused" | "schedule.missed" | "delivery.late" | "integrity.changed" | "webhook.test";
            /** @enum {string} */
            state: "pending" | "delivered" | "failed";
            attempts: number;
            /** Format: date-time */
            lastAttemptAt: string | null;
            /** @description An HTTP status, or the code of what went wrong before there was one, such as TIMEOUT. */
            lastAnswer: string | null;
            /** Format: date-time */
            nextAttemptAt: string | null;
            /** Format: date-time */
            createdAt: string;
            /** Format: date-time */
            endedAt: string | null;
            /** @description What is sent: the body of one event, or those of the events that a mail tells together. */
            bodies: {
                [key: string]: unknown;
            }[];
        };
        Limit: {
            /** @enum {string} */
            name: "storedBytes" | "workingBytes" | "openImports" | "runningImports" | "schedules" | "webhooks" | "scheduleSeconds" | "requestsPerSecond" | "connections" | "streams" | "uploads";
            title: string;
            unit: string;
            /**
             * @description What the bound holds for: the tenant, the tenant in one HTTP process, or one key in one HTTP process.
             * @enum {string}
             */
            scope: "tenant" | "process" | "key";
            bound: number;
            /** @description Null: the limit bounds no amount that is held. */
            used: number | null;
        };
        AuditEvent: {
            no: number;
            /** Format: date-time */
            at: string;
            actor: {
                /** @enum {string} */
                kind: "key" | "console" | "schedule" | "operator" | "system";
                /** @description Of the key, of the session's key, or of the schedule. */
                id: string | null;
                name: string;
            };
            /** @enum {string} */
            action: "key.made" | "key.rotated" | "key.revoked" | "console.link_made" | "console.signed_in" | "asset.stored" | "asset.deleted" | "asset.downloaded" | "job.accepted" | "job.approved" | "job.cancelled" | "job.undo_requested" | "rows.read" | "rejects.downloaded" | "schedule.created" | "schedule.changed" | "schedule.paused" | "schedule.resumed" | "schedule.deleted" | "mapping.stored" | "mapping.deleted" | "credential.stored" | "credential.deleted" | "hold.stored" | "hold.deleted" | "webhook.created" | "webhook.changed" | "webhook.rotated" | "webhook.tested" | "webhook.disabled" | "webhook.redelivered" | "webhook.deleted" | "limits.changed" | "policy.changed" | "subject.erased" | "tenant.removed" | "audit.read" | "authentication.failed";
            object: string | null;
            /** @description The request's X-Request-Id. */
            requestId: string | null;
            address: string | null;
            before: {
                [key: string]: string | number | boolean | null;
            } | null;
            after: {
                [key: string]: string | number | boolean | null;
            } | null;
            count: number;
        };
        Erasure: {
            entity: string;
            id: string;
            removed: {
                rows: number;
                references: {
                    [key: string]: number;
                };
                reports: number;
                images: number;
                bodies: number;
            };
            /** @description Required references that still hold the id, by entity.field. */
            stillReferredBy: {
                [key: string]: number;
            };
            /** @description Stored files that hold the id; replace or delete them. */
            assets: string[];
            /** @description Imports under way: they leave the id out. Erase again when they have ended. */
            openJobs: string[];
        };
        APIBackgroundJob: {
            /** Format: uuid */
            id: string;
            type: string;
            description: string;
            errorMessage: string | null;
            /** Format: date-time */
            createdAt: string;
            repeatable: boolean;
            /** @enum {string} */
            status: "queued" | "processing" | "complete" | "failed";
        };
        BulkImportRequest: {
            bulkImportAssetPath: string;
            dryRun?: boolean;
        };
        ImportResult: {
            /** @enum {string} */
            importResult: "SUCCESS" | "ERROR";
            importWarnings: string[];
            /** @enum {string|null} */
            globalValidationResult: "SUCCESS" | "ERROR" | null;
            globalValidationWarnings: {
                user: string[];
                student: string[];
                organization: string[];
                course: string[];
                group: string[];
                event: string[];
            } | null;
            exception: string | null;
        };
        /** @description The import goes on; its Location answers the result. */
        ImportAccepted: {
            /** Format: uuid */
            jobId: string;
            state: string;
            result: null;
        };
    };
    responses: never;
    parameters: never;
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
    isAlive: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It does */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @enum {string} */
                        status: "ok";
                    };
                };
            };
        };
    };
    isReady: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Ready */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @enum {string} */
                        status: "ready" | "not ready";
                        /** @enum {string} */
                        database: "up" | "down";
                        pendingMigrations: string[];
                        /** @enum {string} */
                        temporal: "up" | "down";
                        workers: number;
                    };
                };
            };
            /** @description Not ready */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @enum {string} */
                        status: "ready" | "not ready";
                        /** @enum {string} */
                        database: "up" | "down";
                        pendingMigrations: string[];
                        /** @enum {string} */
                        temporal: "up" | "down";
                        workers: number;
                    };
                };
            };
        };
    };
    getMetrics: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Metrics */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/plain": string;
                };
            };
            /** @description A problem, with a stable code */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem, with a stable code */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem, with a stable code */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem, with a stable code */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem, with a stable code */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getAsset: {
        parameters: {
            query?: {
                download?: "1";
            };
            header?: never;
            path: {
                /** @description May hold slashes. */
                path: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The asset; with `?download=1` its bytes, with the content type that it was stored with */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Asset"] | unknown | null;
                    "*/*": unknown;
                };
            };
            /** @description `If-None-Match` names its ETag */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description A problem, with a stable code */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem, with a stable code */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem, with a stable code */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem, with a stable code */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem, with a stable code */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem, with a stable code */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem, with a stable code */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    putAsset: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description May hold slashes. */
                path: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "text/csv": string;
                "application/octet-stream": string;
            };
        };
        responses: {
            /** @description Stored */
            201: {
                headers: {
                    /** @description The sha-256 of the bytes, in quotes. */
                    ETag: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Asset"];
                };
            };
            /** @description A problem, with a stable code */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem, with a stable code */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem, with a stable code */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem, with a stable code */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem, with a stable code */
            412: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem, with a stable code */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem, with a stable code */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem, with a stable code */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem, with a stable code */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem, with a stable code */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem, with a stable code */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem, with a stable code */
            507: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    deleteAsset: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description May hold slashes. */
                path: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Removed */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description A problem, with a stable code */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem, with a stable code */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem, with a stable code */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem, with a stable code */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem, with a stable code */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem, with a stable code */
            412: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem, with a stable code */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem, with a stable code */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem, with a stable code */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listAssets: {
        parameters: {
            query?: {
                limit?: number;
                /** @description The nextCursor of the page before. */
                cursor?: string;
                prefix?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of assets */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["Asset"][];
                        nextCursor: string | null;
                    };
                };
            };
            /** @description A problem, with a stable code */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem, with a stable code */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem, with a stable code */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem, with a stable code */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem, with a stable code */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    postAsset: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "multipart/form-data": {
                    /** @description Before the file; the file's name when left out. */
                    path?: string;
                    /** Format: binary */
                    file: string;
                };
            };
        };
        responses: {
            /** @description Stored */
            201: {
                headers: {
                    /** @description The sha-256 of the bytes, in quotes. */
                    ETag: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Asset"];
                };
            };
            /** @description A problem, with a stable code */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem, with a stable code */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem, with a stable code */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem, with a stable code */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem, with a stable code */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem, with a stable code */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem, with a stable code */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem, with a stable code */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem, with a stable code */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem, with a stable code */
            507: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    startImport: {
        parameters: {
            query?: never;
            header?: {
                "idempotency-key"?: string;
                /** @description wait=<seconds>, at most 60. */
                prefer?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ImportRequest"];
            };
        };
        responses: {
            /** @description With `Prefer: wait`, and finished in time: the job */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Job"];
                };
            };
            /** @description Accepted: the job, with its Location */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Job"];
                };
            };
            /** @description A problem, with a stable code */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem, with a stable code */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem, with a stable code */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem, with a stable code */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem, with a stable code */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem, with a stable code */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem, with a stable code */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem, with a stable code */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem, with a stable code */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem, with a stable code */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem, with a stable code */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem, with a stable code */
            507: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listJobs: {
        parameters: {
            query?: {
                limit?: number;
                /** @description The nextCursor of the page before. */
                cursor?: string;
                state?: "queued" | "running" | "awaiting_approval" | "cancelling" | "complete" | "complete_with_rejects" | "failed" | "cancelled" | "undone";
                entity?: "courseGroupInPersonEvent" | "inPersonEvent" | "courseGroupWebinar" | "webinar" | "user" | "organization" | "student" | "course" | "group" | "event" | "survey";
                /** @description The system that sends the rows and owns them; the API key's name when left out. */
                importerId?: string;
                scheduleId?: string;
                correctionOf?: string;
                /** @description Accepted at this moment or later. */
                since?: string;
                /** @description Accepted before this moment. */
                until?: string;
                /** @description What the path of the asset begins with. */
                asset?: string;
                /** @description A code of an issue, or of the job's error. */
                code?: string;
                /** @description A part of its id, importer or path. */
                text?: string;
                /** @description With it the answer counts the jobs in each state, whichever `state` says. */
                counts?: "state";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of jobs */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["Job"][];
                        nextCursor: string | null;
                        counts?: {
                            queued?: number;
                            running?: number;
                            awaiting_approval?: number;
                            cancelling?: number;
                            complete?: number;
                            complete_with_rejects?: number;
                            failed?: number;
                            cancelled?: number;
                            undone?: number;
                        };
                    };
                };
            };
            /** @description A problem, with a stable code */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem, with a stable code */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem, with a stable code */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem, with a stable code */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem, with a stable code */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getJob: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The job */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Job"];
                };
            };
            /** @description A problem, with a stable code */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem, with a stable code */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem, with a stable code */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem, with a stable code */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem, with a stable code */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listRows: {
        parameters: {
            query?: {
                limit?: number;
                /** @description The nextCursor of the page before. */
                cursor?: string;
                outcome?: "valid" | "invalid" | "deleted" | "moved_on";
                code?: "REQUIRED" | "TOO_LONG" | "INVALID_DATE" | "AMBIGUOUS_TIME" | "END_BEFORE_START" | "INVALID_TIME_ZONE" | "INVALID_LANGUAGE" | "INVALID_COUNTRY" | "INVALID_EMAIL" | "INVALID_URL" | "INVALID_SLUG" | "INVALID_INTEGER" | "OUT_OF_RANGE" | "INVALID_BOOLEAN" | "UNKNOWN_CHOICE" | "INVALID_TYPE" | "INVALID_TEXT" | "INVALID_ID" | "INVALID_PRE_HASHING" | "NOT_AN_OBJECT" | "DUPLICATE_PROPERTY" | "COLUMN_COUNT" | "DUPLICATE_KEY" | "DUPLICATE_SLUG" | "MISSING_REFERENCE" | "ALREADY_STORED" | "NOT_STORED" | "ERASED" | "DELETE_NOT_ALLOWED" | "NOTHING_TO_DELETE" | "OWNER_CHANGED" | "SPREADSHEET_ID" | "SPREADSHEET_FORMULA" | "UNKNOWN_COLUMN" | "LEFT_OUT" | "NO_ROWS";
                column?: string;
                /** @description Rows with an issue that shows this value; empty: with one that shows none. */
                value?: string;
                line?: number;
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of rows */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: {
                            /** @description null for rows of the store */
                            line: number | null;
                            /** @enum {string} */
                            outcome: "valid" | "invalid" | "deleted" | "moved_on";
                            record: {
                                [key: string]: unknown;
                            };
                            issues: components["schemas"]["Issue"][];
                        }[];
                        nextCursor: string | null;
                    };
                };
            };
            /** @description A problem, with a stable code */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem, with a stable code */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem, with a stable code */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem, with a stable code */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem, with a stable code */
            410: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem, with a stable code */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem, with a stable code */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem, with a stable code */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    groupIssues: {
        parameters: {
            query?: {
                by?: string;
                limit?: number;
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The groups */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: {
                            /** @enum {string} */
                            code: "REQUIRED" | "TOO_LONG" | "INVALID_DATE" | "AMBIGUOUS_TIME" | "END_BEFORE_START" | "INVALID_TIME_ZONE" | "INVALID_LANGUAGE" | "INVALID_COUNTRY" | "INVALID_EMAIL" | "INVALID_URL" | "INVALID_SLUG" | "INVALID_INTEGER" | "OUT_OF_RANGE" | "INVALID_BOOLEAN" | "UNKNOWN_CHOICE" | "INVALID_TYPE" | "INVALID_TEXT" | "INVALID_ID" | "INVALID_PRE_HASHING" | "NOT_AN_OBJECT" | "DUPLICATE_PROPERTY" | "COLUMN_COUNT" | "DUPLICATE_KEY" | "DUPLICATE_SLUG" | "MISSING_REFERENCE" | "ALREADY_STORED" | "NOT_STORED" | "ERASED" | "DELETE_NOT_ALLOWED" | "NOTHING_TO_DELETE" | "OWNER_CHANGED" | "SPREADSHEET_ID" | "SPREADSHEET_FORMULA" | "UNKNOWN_COLUMN" | "LEFT_OUT" | "NO_ROWS";
                            /** @enum {string} */
                            severity: "error" | "warning";
                            column: string | null;
                            value: string | null;
                            count: number;
                            firstLine: number;
                        }[];
                    };
                };
            };
            /** @description A problem, with a stable code */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem, with a stable code */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem, with a stable code */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem, with a stable code */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem, with a stable code */
            410: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem, with a stable code */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem, with a stable code */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem, with a stable code */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listFindings: {
        parameters: {
            query?: {
                limit?: number;
                /** @description The nextCursor of the page before. */
                cursor?: string;
                entity?: "courseGroupInPersonEvent" | "inPersonEvent" | "courseGroupWebinar" | "webinar" | "user" | "organization" | "student" | "course" | "group" | "event" | "survey";
                code?: "MISSING_REFERENCE" | "NO_LECTURER" | "NO_GROUP" | "SEVERAL_GROUPS" | "PARENT_CYCLE";
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of findings */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: {
                            entity: string;
                            id: string;
                            /** @enum {string} */
                            code: "MISSING_REFERENCE" | "NO_LECTURER" | "NO_GROUP" | "SEVERAL_GROUPS" | "PARENT_CYCLE";
                            field: string;
                            targetEntity: string | null;
                            targetId: string | null;
                        }[];
                        nextCursor: string | null;
                    };
                };
            };
            /** @description A problem, with a stable code */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem, with a stable code */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem, with a stable code */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem, with a stable code */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem, with a stable code */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem, with a stable code */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem, with a stable code */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    streamJob: {
        parameters: {
            query?: never;
            header?: {
                "last-event-id"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The events */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/event-stream": {
                        /** @enum {string} */
                        event: "progress" | "end";
                        id: string;
                        /** @description The job, as JSON. */
                        data: string;
                    };
                };
            };
            /** @description The job has ended, and the listener knows it */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description A problem, with a stable code */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem, with a stable code */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem, with a stable code */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem, with a stable code */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem, with a stable code */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getRejects: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The rejected rows */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/csv": string;
                };
            };
            /** @description A problem, with a stable code */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem, with a stable code */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem, with a stable code */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem, with a stable code */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem, with a stable code */
            410: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem, with a stable code */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem, with a stable code */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem, with a stable code */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    cancelJob: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Cancelled: the job */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Job"];
                };
            };
            /** @description A problem, with a stable code */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem, with a stable code */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem, with a stable code */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem, with a stable code */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem, with a stable code */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem, with a stable code */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem, with a stable code */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    retryJob: {
        parameters: {
            query?: never;
            header?: {
                "idempotency-key"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The new job, with its Location */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Job"];
                };
            };
            /** @description A problem, with a stable code */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem, with a stable code */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem, with a stable code */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem, with a stable code */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem, with a stable code */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem, with a stable code */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem, with a stable code */
            410: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem, with a stable code */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem, with a stable code */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem, with a stable code */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem, with a stable code */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem, with a stable code */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem, with a stable code */
            507: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    approveJob: {
        parameters: {
            query?: {
                askedAt?: string;
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Approved: the job */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Job"];
                };
            };
            /** @description A problem, with a stable code */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem, with a stable code */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem, with a stable code */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem, with a stable code */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem, with a stable code */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem, with a stable code */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem, with a stable code */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem, with a stable code */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    undoJob: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description To be undone: the job */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Job"];
                };
            };
            /** @description A problem, with a stable code */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem, with a stable code */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem, with a stable code */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem, with a stable code */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem, with a stable code */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem, with a stable code */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem, with a stable code */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    correctRejects: {
        parameters: {
            query?: never;
            header?: {
                "idempotency-key"?: string;
                /** @description wait=<seconds>, at most 60. */
                prefer?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Corrections"];
            };
        };
        responses: {
            /** @description With `Prefer: wait`, and finished in time: the new job */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Job"];
                };
            };
            /** @description Accepted: the new job, with its Location */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Job"];
                };
            };
            /** @description A problem, with a stable code */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem, with a stable code */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem, with a stable code */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem, with a stable code */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem, with a stable code */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem, with a stable code */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem, with a stable code */
            410: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem, with a stable code */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem, with a stable code */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem, with a stable code */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem, with a stable code */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem, with a stable code */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem, with a stable code */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem, with a stable code */
            507: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listSchedules: {
        parameters: {
            query?: {
                limit?: number;
                /** @description The nextCursor of the page before. */
                cursor?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of schedules */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["Schedule"][];
                        nextCursor: string | null;
                    };
                };
            };
            /** @description A problem, with a stable code */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem, with a stable code */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem, with a stable code */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem, with a stable code */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem, with a stable code */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    createSchedule: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ScheduleRequest"];
            };
        };
        responses: {
            /** @description The schedule */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ShownSchedule"];
                };
            };
            /** @description A problem, with a stable code */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem, with a stable code */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem, with a stable code */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem, with a stable code */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem, with a stable code */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem, with a stable code */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem, with a stable code */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem, with a stable code */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem, with a stable code */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem, with a stable code */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem, with a stable code */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getSchedule: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The schedule */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ShownSchedule"];
                };
            };
            /** @description A problem, with a stable code */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem, with a stable code */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem, with a stable code */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem, with a stable code */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem, with a stable code */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    deleteSchedule: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Removed */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description A problem, with a stable code */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem, with a stable code */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem, with a stable code */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem, with a stable code */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem, with a stable code */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem, with a stable code */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    changeSchedule: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ScheduleChange"];
            };
        };
        responses: {
            /** @description The schedule */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ShownSchedule"];
                };
            };
            /** @description A problem, with a stable code */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem, with a stable code */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem, with a stable code */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem, with a stable code */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem, with a stable code */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem, with a stable code */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem, with a stable code */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem, with a stable code */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem, with a stable code */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem, with a stable code */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem, with a stable code */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    pauseSchedule: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The schedule */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ShownSchedule"];
                };
            };
            /** @description A problem, with a stable code */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem, with a stable code */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem, with a stable code */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem, with a stable code */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem, with a stable code */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem, with a stable code */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    resumeSchedule: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The schedule */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ShownSchedule"];
                };
            };
            /** @description A problem, with a stable code */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem, with a stable code */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem, with a stable code */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem, with a stable code */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem, with a stable code */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem, with a stable code */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    triggerSchedule: {
        parameters: {
            query?: never;
            header?: {
                "idempotency-key"?: string;
                /** @description wait=<seconds>, at most 60. */
                prefer?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description With `Prefer: wait`, and finished in time: the job */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Job"];
                };
            };
            /** @description Accepted: the job, with its Location */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Job"];
                };
            };
            /** @description A problem, with a stable code */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem, with a stable code */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem, with a stable code */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem, with a stable code */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem, with a stable code */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem, with a stable code */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem, with a stable code */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem, with a stable code */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem, with a stable code */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem, with a stable code */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem, with a stable code */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem, with a stable code */
            507: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listEntities: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The entities */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: {
                            name: string;
                            label: string;
                            columns: string[];
                            required: string[];
                            links: {
                                template: string;
                                schema: string;
                            };
                        }[];
                        nextCursor: null;
                    };
                };
            };
            /** @description A problem, with a stable code */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem, with a stable code */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem, with a stable code */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getTemplate: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                entity: "courseGroupInPersonEvent" | "inPersonEvent" | "courseGroupWebinar" | "webinar" | "user" | "organization" | "student" | "course" | "group" | "event" | "survey";
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The header */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/csv": string;
                };
            };
            /** @description A problem, with a stable code */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem, with a stable code */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem, with a stable code */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem, with a stable code */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getRowSchema: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                entity: "courseGroupInPersonEvent" | "inPersonEvent" | "courseGroupWebinar" | "webinar" | "user" | "organization" | "student" | "course" | "group" | "event" | "survey";
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The schema */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/schema+json": {
                        [key: string]: unknown;
                    };
                };
            };
            /** @description A problem, with a stable code */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem, with a stable code */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem, with a stable code */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem, with a stable code */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listMappings: {
        parameters: {
            query?: {
                limit?: number;
                /** @description The nextCursor of the page before. */
                cursor?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of mappings */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["Mapping"][];
                        nextCursor: string | null;
                    };
                };
            };
            /** @description A problem, with a stable code */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem, with a stable code */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem, with a stable code */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem, with a stable code */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem, with a stable code */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getMapping: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                importerId: string;
                entity: "courseGroupInPersonEvent" | "inPersonEvent" | "courseGroupWebinar" | "webinar" | "user" | "organization" | "student" | "course" | "group" | "event" | "survey";
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The mapping */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Mapping"];
                };
            };
            /** @description A problem, with a stable code */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem, with a stable code */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem, with a stable code */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem, with a stable code */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem, with a stable code */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem, with a stable code */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem, with a stable code */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    putMapping: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                importerId: string;
                entity: "courseGroupInPersonEvent" | "inPersonEvent" | "courseGroupWebinar" | "webinar" | "user" | "organization" | "student" | "course" | "group" | "event" | "survey";
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["MappingRequest"];
            };
        };
        responses: {
            /** @description The mapping */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Mapping"];
                };
            };
            /** @description A problem, with a stable code */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem, with a stable code */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem, with a stable code */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem, with a stable code */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem, with a stable code */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem, with a stable code */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem, with a stable code */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem, with a stable code */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem, with a stable code */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem, with a stable code */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem, with a stable code */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    deleteMapping: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                importerId: string;
                entity: "courseGroupInPersonEvent" | "inPersonEvent" | "courseGroupWebinar" | "webinar" | "user" | "organization" | "student" | "course" | "group" | "event" | "survey";
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Removed */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description A problem, with a stable code */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem, with a stable code */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem, with a stable code */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem, with a stable code */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem, with a stable code */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem, with a stable code */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem, with a stable code */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    suggestMapping: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @enum {string} */
                    entity: "courseGroupInPersonEvent" | "inPersonEvent" | "courseGroupWebinar" | "webinar" | "user" | "organization" | "student" | "course" | "group" | "event" | "survey";
                    header: string[];
                };
            };
        };
        responses: {
            /** @description A field, or null, for each column */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        columns: {
                            column: string;
                            field: string | null;
                            score: number;
                        }[];
                    };
                };
            };
            /** @description A problem, with a stable code */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem, with a stable code */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem, with a stable code */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem, with a stable code */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem, with a stable code */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem, with a stable code */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem, with a stable code */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem, with a stable code */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listCredentials: {
        parameters: {
            query?: {
                limit?: number;
                /** @description The nextCursor of the page before. */
                cursor?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of credentials */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["Credential"][];
                        nextCursor: string | null;
                    };
                };
            };
            /** @description A problem, with a stable code */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem, with a stable code */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem, with a stable code */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem, with a stable code */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem, with a stable code */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem, with a stable code */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getCredential: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                name: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The credential */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Credential"];
                };
            };
            /** @description A problem, with a stable code */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem, with a stable code */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem, with a stable code */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem, with a stable code */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem, with a stable code */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem, with a stable code */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem, with a stable code */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    putCredential: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                name: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CredentialRequest"];
            };
        };
        responses: {
            /** @description The credential */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Credential"];
                };
            };
            /** @description A problem, with a stable code */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem, with a stable code */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem, with a stable code */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem, with a stable code */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem, with a stable code */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem, with a stable code */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem, with a stable code */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem, with a stable code */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem, with a stable code */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem, with a stable code */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    deleteCredential: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                name: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Removed */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description A problem, with a stable code */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem, with a stable code */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem, with a stable code */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem, with a stable code */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem, with a stable code */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem, with a stable code */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem, with a stable code */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    startPackage: {
        parameters: {
            query?: never;
            header?: {
                "idempotency-key"?: string;
                /** @description wait=<seconds>, at most 60. */
                prefer?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PackageRequest"];
            };
        };
        responses: {
            /** @description With `Prefer: wait`, and finished in time: the package */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Package"];
                };
            };
            /** @description Accepted: the package, with its Location */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Package"];
                };
            };
            /** @description A problem, with a stable code */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem, with a stable code */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem, with a stable code */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem, with a stable code */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem, with a stable code */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem, with a stable code */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem, with a stable code */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem, with a stable code */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem, with a stable code */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem, with a stable code */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem, with a stable code */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem, with a stable code */
            507: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getPackage: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The package */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Package"];
                };
            };
            /** @description A problem, with a stable code */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem, with a stable code */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem, with a stable code */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem, with a stable code */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem, with a stable code */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listOpenFindings: {
        parameters: {
            query?: {
                limit?: number;
                /** @description The nextCursor of the page before. */
                cursor?: string;
                entity?: "courseGroupInPersonEvent" | "inPersonEvent" | "courseGroupWebinar" | "webinar" | "user" | "organization" | "student" | "course" | "group" | "event" | "survey";
                rule?: "MISSING_REFERENCE" | "NO_LECTURER" | "NO_GROUP" | "SEVERAL_GROUPS" | "PARENT_CYCLE";
                /** @description The system that sends the rows and owns them; the API key's name when left out. */
                importerId?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of findings */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: {
                            entity: string;
                            id: string;
                            /** @enum {string} */
                            code: "MISSING_REFERENCE" | "NO_LECTURER" | "NO_GROUP" | "SEVERAL_GROUPS" | "PARENT_CYCLE";
                            field: string;
                            targetEntity: string | null;
                            targetId: string | null;
                        }[];
                        nextCursor: string | null;
                    };
                };
            };
            /** @description A problem, with a stable code */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem, with a stable code */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem, with a stable code */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem, with a stable code */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem, with a stable code */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getOwnKey: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The key */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OwnKey"];
                };
            };
            /** @description A problem, with a stable code */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem, with a stable code */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem, with a stable code */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem, with a stable code */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listKeys: {
        parameters: {
            query?: {
                limit?: number;
                /** @description The nextCursor of the page before. */
                cursor?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of keys */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["Key"][];
                        nextCursor: string | null;
                    };
                };
            };
            /** @description A problem, with a stable code */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem, with a stable code */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem, with a stable code */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem, with a stable code */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem, with a stable code */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem, with a stable code */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    makeKey: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewKey"];
            };
        };
        responses: {
            /** @description The key */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MadeKey"];
                };
            };
            /** @description A problem, with a stable code */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem, with a stable code */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem, with a stable code */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem, with a stable code */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem, with a stable code */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem, with a stable code */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem, with a stable code */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem, with a stable code */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem, with a stable code */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem, with a stable code */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem, with a stable code */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    rotateKey: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["KeyRotation"];
            };
        };
        responses: {
            /** @description The new key */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MadeKey"];
                };
            };
            /** @description A problem, with a stable code */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem, with a stable code */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem, with a stable code */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem, with a stable code */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem, with a stable code */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem, with a stable code */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem, with a stable code */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem, with a stable code */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem, with a stable code */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem, with a stable code */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem, with a stable code */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    revokeKey: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Revoked */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description A problem, with a stable code */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem, with a stable code */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem, with a stable code */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem, with a stable code */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem, with a stable code */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem, with a stable code */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem, with a stable code */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listHolds: {
        parameters: {
            query?: {
                limit?: number;
                /** @description The nextCursor of the page before. */
                cursor?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of holds */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["Hold"][];
                        nextCursor: string | null;
                    };
                };
            };
            /** @description A problem, with a stable code */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem, with a stable code */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem, with a stable code */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem, with a stable code */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem, with a stable code */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getHold: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                importerId: string;
                entity: "courseGroupInPersonEvent" | "inPersonEvent" | "courseGroupWebinar" | "webinar" | "user" | "organization" | "student" | "course" | "group" | "event" | "survey";
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The hold */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Hold"];
                };
            };
            /** @description A problem, with a stable code */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem, with a stable code */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem, with a stable code */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem, with a stable code */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem, with a stable code */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem, with a stable code */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem, with a stable code */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    putHold: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                importerId: string;
                entity: "courseGroupInPersonEvent" | "inPersonEvent" | "courseGroupWebinar" | "webinar" | "user" | "organization" | "student" | "course" | "group" | "event" | "survey";
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["HoldRequest"];
            };
        };
        responses: {
            /** @description The hold */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Hold"];
                };
            };
            /** @description A problem, with a stable code */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem, with a stable code */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem, with a stable code */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem, with a stable code */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem, with a stable code */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem, with a stable code */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem, with a stable code */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem, with a stable code */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem, with a stable code */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem, with a stable code */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem, with a stable code */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    deleteHold: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                importerId: string;
                entity: "courseGroupInPersonEvent" | "inPersonEvent" | "courseGroupWebinar" | "webinar" | "user" | "organization" | "student" | "course" | "group" | "event" | "survey";
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Removed */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description A problem, with a stable code */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem, with a stable code */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem, with a stable code */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem, with a stable code */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem, with a stable code */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem, with a stable code */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem, with a stable code */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listWebhooks: {
        parameters: {
            query?: {
                limit?: number;
                /** @description The nextCursor of the page before. */
                cursor?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of webhooks */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["Webhook"][];
                        nextCursor: string | null;
                    };
                };
            };
            /** @description A problem, with a stable code */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem, with a stable code */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem, with a stable code */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem, with a stable code */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem, with a stable code */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem, with a stable code */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    makeWebhook: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewWebhook"];
            };
        };
        responses: {
            /** @description The webhook */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MadeWebhook"];
                };
            };
            /** @description A problem, with a stable code */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem, with a stable code */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem, with a stable code */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem, with a stable code */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem, with a stable code */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem, with a stable code */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem, with a stable code */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem, with a stable code */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem, with a stable code */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem, with a stable code */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getWebhook: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The webhook */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Webhook"];
                };
            };
            /** @description A problem, with a stable code */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem, with a stable code */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem, with a stable code */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem, with a stable code */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem, with a stable code */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem, with a stable code */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem, with a stable code */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    deleteWebhook: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Removed */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description A problem, with a stable code */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem, with a stable code */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem, with a stable code */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem, with a stable code */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem, with a stable code */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem, with a stable code */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem, with a stable code */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    changeWebhook: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["WebhookChange"];
            };
        };
        responses: {
            /** @description The webhook */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Webhook"];
                };
            };
            /** @description A problem, with a stable code */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem, with a stable code */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem, with a stable code */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem, with a stable code */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem, with a stable code */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem, with a stable code */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem, with a stable code */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem, with a stable code */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem, with a stable code */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem, with a stable code */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem, with a stable code */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    rotateWebhook: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["WebhookRotation"];
            };
        };
        responses: {
            /** @description The webhook with its new secret */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MadeWebhook"];
                };
            };
            /** @description A problem, with a stable code */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem, with a stable code */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem, with a stable code */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem, with a stable code */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem, with a stable code */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem, with a stable code */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem, with a stable code */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem, with a stable code */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem, with a stable code */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem, with a stable code */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem, with a stable code */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listDeliveries: {
        parameters: {
            query?: {
                limit?: number;
                /** @description The nextCursor of the page before. */
                cursor?: string;
                state?: "pending" | "delivered" | "failed";
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of deliveries */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["WebhookDelivery"][];
                        nextCursor: string | null;
                    };
                };
            };
            /** @description A problem, with a stable code */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem, with a stable code */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem, with a stable code */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem, with a stable code */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem, with a stable code */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem, with a stable code */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem, with a stable code */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    testWebhook: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It is sent in a moment */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WebhookDelivery"];
                };
            };
            /** @description A problem, with a stable code */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem, with a stable code */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem, with a stable code */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem, with a stable code */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem, with a stable code */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem, with a stable code */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem, with a stable code */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem, with a stable code */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    redeliver: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
                delivery: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It is sent in a moment */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WebhookDelivery"];
                };
            };
            /** @description A problem, with a stable code */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem, with a stable code */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem, with a stable code */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem, with a stable code */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem, with a stable code */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem, with a stable code */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem, with a stable code */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem, with a stable code */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listLimits: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Every limit */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["Limit"][];
                    };
                };
            };
            /** @description A problem, with a stable code */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem, with a stable code */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem, with a stable code */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem, with a stable code */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listAuditEvents: {
        parameters: {
            query?: {
                limit?: number;
                /** @description The nextCursor of the page before. */
                cursor?: string;
                since?: string;
                until?: string;
                /** @description The name of the key, the schedule or the operator. */
                actor?: string;
                action?: "key.made" | "key.rotated" | "key.revoked" | "console.link_made" | "console.signed_in" | "asset.stored" | "asset.deleted" | "asset.downloaded" | "job.accepted" | "job.approved" | "job.cancelled" | "job.undo_requested" | "rows.read" | "rejects.downloaded" | "schedule.created" | "schedule.changed" | "schedule.paused" | "schedule.resumed" | "schedule.deleted" | "mapping.stored" | "mapping.deleted" | "credential.stored" | "credential.deleted" | "hold.stored" | "hold.deleted" | "webhook.created" | "webhook.changed" | "webhook.rotated" | "webhook.tested" | "webhook.disabled" | "webhook.redelivered" | "webhook.deleted" | "limits.changed" | "policy.changed" | "subject.erased" | "tenant.removed" | "audit.read";
                /** @description What the object begins with, such as `job:`. */
                object?: string;
                format?: "json" | "csv";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of events, or all as CSV */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["AuditEvent"][];
                        nextCursor: string | null;
                    };
                    "text/csv": string;
                };
            };
            /** @description A problem, with a stable code */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem, with a stable code */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem, with a stable code */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem, with a stable code */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem, with a stable code */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem, with a stable code */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    eraseSubject: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                entity: "courseGroupInPersonEvent" | "inPersonEvent" | "courseGroupWebinar" | "webinar" | "user" | "organization" | "student" | "course" | "group" | "event" | "survey";
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What was removed */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Erasure"];
                };
            };
            /** @description A problem, with a stable code */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem, with a stable code */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem, with a stable code */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem, with a stable code */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem, with a stable code */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem, with a stable code */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem, with a stable code */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    bulkImportCourseGroupInPersonEvent: {
        parameters: {
            query?: {
                /** @description Checks everything, stores nothing. */
                dryRun?: "true" | "false";
                /** @description The system that sends the rows and owns them; the API key's name when left out. */
                importerId?: string;
                /** @description The file of an archive that is meant; without it, or null: its only one. */
                member?: string;
                /** @description The sheet of a workbook that is meant; without it, or null: the first that is shown. */
                sheet?: string;
                /** @description upsert (default); create or update: the other kind of row is rejected; snapshot: an upsert that also deletes what the importer owns and no longer sends. */
                mode?: "upsert" | "create" | "update" | "snapshot";
                /** @description skip (default): valid rows are imported; abort: one invalid row fails the import and nothing is stored. */
                onInvalid?: "skip" | "abort";
            };
            header?: {
                "idempotency-key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["BulkImportRequest"];
            };
        };
        responses: {
            /** @description The job, and once it has finished its rows */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: {
                            APIBulkCourseGroupInPersonEventImport: {
                                dryRun: boolean;
                                validRows: ({
                                    line: number;
                                } & {
                                    [key: string]: unknown;
                                })[];
                                invalidRows: ({
                                    line: number;
                                    errors: {
                                        column: string | null;
                                        code: string;
                                        value: string | null;
                                        message: string;
                                        hint: string;
                                    }[];
                                } & {
                                    [key: string]: unknown;
                                })[];
                                backgroundJob: components["schemas"]["APIBackgroundJob"];
                                validRowCount?: number;
                                invalidRowCount?: number;
                                rows?: string;
                            };
                        };
                    };
                };
            };
            /** @description A problem, with a stable code */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem, with a stable code */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem, with a stable code */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem, with a stable code */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem, with a stable code */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem, with a stable code */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem, with a stable code */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem, with a stable code */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem, with a stable code */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem, with a stable code */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem, with a stable code */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem, with a stable code */
            507: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    bulkImportInPersonEvent: {
        parameters: {
            query?: {
                /** @description Checks everything, stores nothing. */
                dryRun?: "true" | "false";
                /** @description The system that sends the rows and owns them; the API key's name when left out. */
                importerId?: string;
                /** @description The file of an archive that is meant; without it, or null: its only one. */
                member?: string;
                /** @description The sheet of a workbook that is meant; without it, or null: the first that is shown. */
                sheet?: string;
                /** @description upsert (default); create or update: the other kind of row is rejected; snapshot: an upsert that also deletes what the importer owns and no longer sends. */
                mode?: "upsert" | "create" | "update" | "snapshot";
                /** @description skip (default): valid rows are imported; abort: one invalid row fails the import and nothing is stored. */
                onInvalid?: "skip" | "abort";
            };
            header?: {
                "idempotency-key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["BulkImportRequest"];
            };
        };
        responses: {
            /** @description The job, and once it has finished its rows */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: {
                            APIBulkInPersonEventImport: {
                                dryRun: boolean;
                                validRows: ({
                                    line: number;
                                } & {
                                    [key: string]: unknown;
                                })[];
                                invalidRows: ({
                                    line: number;
                                    errors: {
                                        column: string | null;
                                        code: string;
                                        value: string | null;
                                        message: string;
                                        hint: string;
                                    }[];
                                } & {
                                    [key: string]: unknown;
                                })[];
                                backgroundJob: components["schemas"]["APIBackgroundJob"];
                                validRowCount?: number;
                                invalidRowCount?: number;
                                rows?: string;
                            };
                        };
                    };
                };
            };
            /** @description A problem, with a stable code */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem, with a stable code */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem, with a stable code */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem, with a stable code */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem, with a stable code */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem, with a stable code */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem, with a stable code */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem, with a stable code */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem, with a stable code */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem, with a stable code */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem, with a stable code */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem, with a stable code */
            507: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    bulkImportCourseGroupWebinar: {
        parameters: {
            query?: {
                /** @description Checks everything, stores nothing. */
                dryRun?: "true" | "false";
                /** @description The system that sends the rows and owns them; the API key's name when left out. */
                importerId?: string;
                /** @description The file of an archive that is meant; without it, or null: its only one. */
                member?: string;
                /** @description The sheet of a workbook that is meant; without it, or null: the first that is shown. */
                sheet?: string;
                /** @description upsert (default); create or update: the other kind of row is rejected; snapshot: an upsert that also deletes what the importer owns and no longer sends. */
                mode?: "upsert" | "create" | "update" | "snapshot";
                /** @description skip (default): valid rows are imported; abort: one invalid row fails the import and nothing is stored. */
                onInvalid?: "skip" | "abort";
            };
            header?: {
                "idempotency-key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["BulkImportRequest"];
            };
        };
        responses: {
            /** @description The job, and once it has finished its rows */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: {
                            APIBulkCourseGroupWebinarImport: {
                                dryRun: boolean;
                                validRows: ({
                                    line: number;
                                } & {
                                    [key: string]: unknown;
                                })[];
                                invalidRows: ({
                                    line: number;
                                    errors: {
                                        column: string | null;
                                        code: string;
                                        value: string | null;
                                        message: string;
                                        hint: string;
                                    }[];
                                } & {
                                    [key: string]: unknown;
                                })[];
                                backgroundJob: components["schemas"]["APIBackgroundJob"];
                                validRowCount?: number;
                                invalidRowCount?: number;
                                rows?: string;
                            };
                        };
                    };
                };
            };
            /** @description A problem, with a stable code */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem, with a stable code */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem, with a stable code */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem, with a stable code */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem, with a stable code */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem, with a stable code */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem, with a stable code */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem, with a stable code */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem, with a stable code */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem, with a stable code */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem, with a stable code */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem, with a stable code */
            507: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    bulkImportWebinar: {
        parameters: {
            query?: {
                /** @description Checks everything, stores nothing. */
                dryRun?: "true" | "false";
                /** @description The system that sends the rows and owns them; the API key's name when left out. */
                importerId?: string;
                /** @description The file of an archive that is meant; without it, or null: its only one. */
                member?: string;
                /** @description The sheet of a workbook that is meant; without it, or null: the first that is shown. */
                sheet?: string;
                /** @description upsert (default); create or update: the other kind of row is rejected; snapshot: an upsert that also deletes what the importer owns and no longer sends. */
                mode?: "upsert" | "create" | "update" | "snapshot";
                /** @description skip (default): valid rows are imported; abort: one invalid row fails the import and nothing is stored. */
                onInvalid?: "skip" | "abort";
            };
            header?: {
                "idempotency-key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["BulkImportRequest"];
            };
        };
        responses: {
            /** @description The job, and once it has finished its rows */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: {
                            APIBulkWebinarImport: {
                                dryRun: boolean;
                                validRows: ({
                                    line: number;
                                } & {
                                    [key: string]: unknown;
                                })[];
                                invalidRows: ({
                                    line: number;
                                    errors: {
                                        column: string | null;
                                        code: string;
                                        value: string | null;
                                        message: string;
                                        hint: string;
                                    }[];
                                } & {
                                    [key: string]: unknown;
                                })[];
                                backgroundJob: components["schemas"]["APIBackgroundJob"];
                                validRowCount?: number;
                                invalidRowCount?: number;
                                rows?: string;
                            };
                        };
                    };
                };
            };
            /** @description A problem, with a stable code */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem, with a stable code */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem, with a stable code */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem, with a stable code */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem, with a stable code */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem, with a stable code */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem, with a stable code */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem, with a stable code */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem, with a stable code */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem, with a stable code */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem, with a stable code */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem, with a stable code */
            507: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getBackgroundJob: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The job; with counts and a link once it has finished */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: {
                            APIBackgroundJob: components["schemas"]["APIBackgroundJob"] & {
                                dryRun?: boolean;
                                validRowCount?: number;
                                invalidRowCount?: number;
                                rows?: string;
                            };
                        };
                    };
                };
            };
            /** @description A problem, with a stable code */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem, with a stable code */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem, with a stable code */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem, with a stable code */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem, with a stable code */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem, with a stable code */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getSample: {
        parameters: {
            query: {
                entity: "User" | "Organization" | "Student" | "Course" | "Group" | "Event" | "Survey";
                contentType: "application/json" | "application/xml";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The list */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        [key: string]: unknown;
                    }[];
                    "application/xml": string;
                };
            };
            /** @description Not imported; see `exception` */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ImportResult"];
                };
            };
            /** @description Not imported; see `exception` */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ImportResult"];
                };
            };
            /** @description Not imported; see `exception` */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ImportResult"];
                };
            };
            /** @description Not imported; see `exception` */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ImportResult"];
                };
            };
            /** @description A problem, with a stable code */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getImportResult: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Imported, with warnings or without */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ImportResult"];
                };
            };
            /** @description Not finished yet */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ImportAccepted"];
                };
            };
            /** @description Not imported; see `exception` */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ImportResult"];
                };
            };
            /** @description Not imported; see `exception` */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ImportResult"];
                };
            };
            /** @description Not imported; see `exception` */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ImportResult"];
                };
            };
            /** @description Not imported; see `exception` */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ImportResult"];
                };
            };
            /** @description Not imported; see `exception` */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ImportResult"];
                };
            };
            /** @description A problem, with a stable code */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not imported; see `exception` */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ImportResult"];
                };
            };
            /** @description Not imported; see `exception` */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ImportResult"];
                };
            };
        };
    };
    importUsers: {
        parameters: {
            query: {
                /** @description The system that sends the rows and owns them. */
                importerId: string;
                /** @description Whether the answer has the validation of the whole database. */
                runGlobalIntegrityCheck?: "true" | "false";
                /** @description Checks everything, stores nothing. */
                dryRun?: "true" | "false";
                /** @description upsert (default); create or update: the other kind of row is rejected; snapshot: an upsert that also deletes what the importer owns and no longer sends. */
                mode?: "upsert" | "create" | "update" | "snapshot";
                /** @description skip (default): valid rows are imported; abort: one invalid row fails the import and nothing is stored. */
                onInvalid?: "skip" | "abort";
            };
            header?: {
                "idempotency-key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": (components["schemas"]["userRow"] | unknown)[];
                "application/xml": (components["schemas"]["userRow"] | unknown)[];
            };
        };
        responses: {
            /** @description Imported, with warnings or without */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ImportResult"];
                };
            };
            /** @description Not finished yet */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ImportAccepted"];
                };
            };
            /** @description Not imported; see `exception` */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ImportResult"];
                };
            };
            /** @description Not imported; see `exception` */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ImportResult"];
                };
            };
            /** @description Not imported; see `exception` */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ImportResult"];
                };
            };
            /** @description Not imported; see `exception` */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ImportResult"];
                };
            };
            /** @description Not imported; see `exception` */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ImportResult"];
                };
            };
            /** @description Not imported; see `exception` */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ImportResult"];
                };
            };
            /** @description Not imported; see `exception` */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ImportResult"];
                };
            };
            /** @description A problem, with a stable code */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not imported; see `exception` */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ImportResult"];
                };
            };
            /** @description Not imported; see `exception` */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ImportResult"];
                };
            };
            /** @description Not imported; see `exception` */
            507: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ImportResult"];
                };
            };
        };
    };
    importOrganizations: {
        parameters: {
            query: {
                /** @description The system that sends the rows and owns them. */
                importerId: string;
                /** @description Whether the answer has the validation of the whole database. */
                runGlobalIntegrityCheck?: "true" | "false";
                /** @description Checks everything, stores nothing. */
                dryRun?: "true" | "false";
                /** @description upsert (default); create or update: the other kind of row is rejected; snapshot: an upsert that also deletes what the importer owns and no longer sends. */
                mode?: "upsert" | "create" | "update" | "snapshot";
                /** @description skip (default): valid rows are imported; abort: one invalid row fails the import and nothing is stored. */
                onInvalid?: "skip" | "abort";
            };
            header?: {
                "idempotency-key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": (components["schemas"]["organizationRow"] | unknown)[];
                "application/xml": (components["schemas"]["organizationRow"] | unknown)[];
            };
        };
        responses: {
            /** @description Imported, with warnings or without */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ImportResult"];
                };
            };
            /** @description Not finished yet */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ImportAccepted"];
                };
            };
            /** @description Not imported; see `exception` */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ImportResult"];
                };
            };
            /** @description Not imported; see `exception` */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ImportResult"];
                };
            };
            /** @description Not imported; see `exception` */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ImportResult"];
                };
            };
            /** @description Not imported; see `exception` */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ImportResult"];
                };
            };
            /** @description Not imported; see `exception` */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ImportResult"];
                };
            };
            /** @description Not imported; see `exception` */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ImportResult"];
                };
            };
            /** @description Not imported; see `exception` */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ImportResult"];
                };
            };
            /** @description A problem, with a stable code */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not imported; see `exception` */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ImportResult"];
                };
            };
            /** @description Not imported; see `exception` */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ImportResult"];
                };
            };
            /** @description Not imported; see `exception` */
            507: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ImportResult"];
                };
            };
        };
    };
    importStudents: {
        parameters: {
            query: {
                /** @description The system that sends the rows and owns them. */
                importerId: string;
                /** @description Whether the answer has the validation of the whole database. */
                runGlobalIntegrityCheck?: "true" | "false";
                /** @description Checks everything, stores nothing. */
                dryRun?: "true" | "false";
                /** @description upsert (default); create or update: the other kind of row is rejected; snapshot: an upsert that also deletes what the importer owns and no longer sends. */
                mode?: "upsert" | "create" | "update" | "snapshot";
                /** @description skip (default): valid rows are imported; abort: one invalid row fails the import and nothing is stored. */
                onInvalid?: "skip" | "abort";
            };
            header?: {
                "idempotency-key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": (components["schemas"]["studentRow"] | unknown)[];
                "application/xml": (components["schemas"]["studentRow"] | unknown)[];
            };
        };
        responses: {
            /** @description Imported, with warnings or without */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ImportResult"];
                };
            };
            /** @description Not finished yet */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ImportAccepted"];
                };
            };
            /** @description Not imported; see `exception` */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ImportResult"];
                };
            };
            /** @description Not imported; see `exception` */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ImportResult"];
                };
            };
            /** @description Not imported; see `exception` */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ImportResult"];
                };
            };
            /** @description Not imported; see `exception` */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ImportResult"];
                };
            };
            /** @description Not imported; see `exception` */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ImportResult"];
                };
            };
            /** @description Not imported; see `exception` */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ImportResult"];
                };
            };
            /** @description Not imported; see `exception` */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ImportResult"];
                };
            };
            /** @description A problem, with a stable code */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not imported; see `exception` */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ImportResult"];
                };
            };
            /** @description Not imported; see `exception` */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ImportResult"];
                };
            };
            /** @description Not imported; see `exception` */
            507: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ImportResult"];
                };
            };
        };
    };
    importCourses: {
        parameters: {
            query: {
                /** @description The system that sends the rows and owns them. */
                importerId: string;
                /** @description Whether the answer has the validation of the whole database. */
                runGlobalIntegrityCheck?: "true" | "false";
                /** @description Checks everything, stores nothing. */
                dryRun?: "true" | "false";
                /** @description upsert (default); create or update: the other kind of row is rejected; snapshot: an upsert that also deletes what the importer owns and no longer sends. */
                mode?: "upsert" | "create" | "update" | "snapshot";
                /** @description skip (default): valid rows are imported; abort: one invalid row fails the import and nothing is stored. */
                onInvalid?: "skip" | "abort";
            };
            header?: {
                "idempotency-key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": (components["schemas"]["courseRow"] | unknown)[];
                "application/xml": (components["schemas"]["courseRow"] | unknown)[];
            };
        };
        responses: {
            /** @description Imported, with warnings or without */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ImportResult"];
                };
            };
            /** @description Not finished yet */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ImportAccepted"];
                };
            };
            /** @description Not imported; see `exception` */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ImportResult"];
                };
            };
            /** @description Not imported; see `exception` */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ImportResult"];
                };
            };
            /** @description Not imported; see `exception` */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ImportResult"];
                };
            };
            /** @description Not imported; see `exception` */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ImportResult"];
                };
            };
            /** @description Not imported; see `exception` */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ImportResult"];
                };
            };
            /** @description Not imported; see `exception` */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ImportResult"];
                };
            };
            /** @description Not imported; see `exception` */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ImportResult"];
                };
            };
            /** @description A problem, with a stable code */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not imported; see `exception` */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ImportResult"];
                };
            };
            /** @description Not imported; see `exception` */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ImportResult"];
                };
            };
            /** @description Not imported; see `exception` */
            507: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ImportResult"];
                };
            };
        };
    };
    importGroups: {
        parameters: {
            query: {
                /** @description The system that sends the rows and owns them. */
                importerId: string;
                /** @description Whether the answer has the validation of the whole database. */
                runGlobalIntegrityCheck?: "true" | "false";
                /** @description Checks everything, stores nothing. */
                dryRun?: "true" | "false";
                /** @description upsert (default); create or update: the other kind of row is rejected; snapshot: an upsert that also deletes what the importer owns and no longer sends. */
                mode?: "upsert" | "create" | "update" | "snapshot";
                /** @description skip (default): valid rows are imported; abort: one invalid row fails the import and nothing is stored. */
                onInvalid?: "skip" | "abort";
            };
            header?: {
                "idempotency-key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": (components["schemas"]["groupRow"] | unknown)[];
                "application/xml": (components["schemas"]["groupRow"] | unknown)[];
            };
        };
        responses: {
            /** @description Imported, with warnings or without */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ImportResult"];
                };
            };
            /** @description Not finished yet */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ImportAccepted"];
                };
            };
            /** @description Not imported; see `exception` */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ImportResult"];
                };
            };
            /** @description Not imported; see `exception` */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ImportResult"];
                };
            };
            /** @description Not imported; see `exception` */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ImportResult"];
                };
            };
            /** @description Not imported; see `exception` */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ImportResult"];
                };
            };
            /** @description Not imported; see `exception` */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ImportResult"];
                };
            };
            /** @description Not imported; see `exception` */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ImportResult"];
                };
            };
            /** @description Not imported; see `exception` */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ImportResult"];
                };
            };
            /** @description A problem, with a stable code */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not imported; see `exception` */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ImportResult"];
                };
            };
            /** @description Not imported; see `exception` */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ImportResult"];
                };
            };
            /** @description Not imported; see `exception` */
            507: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ImportResult"];
                };
            };
        };
    };
    importEvents: {
        parameters: {
            query: {
                /** @description The system that sends the rows and owns them. */
                importerId: string;
                /** @description Whether the answer has the validation of the whole database. */
                runGlobalIntegrityCheck?: "true" | "false";
                /** @description Checks everything, stores nothing. */
                dryRun?: "true" | "false";
                /** @description upsert (default); create or update: the other kind of row is rejected; snapshot: an upsert that also deletes what the importer owns and no longer sends. */
                mode?: "upsert" | "create" | "update" | "snapshot";
                /** @description skip (default): valid rows are imported; abort: one invalid row fails the import and nothing is stored. */
                onInvalid?: "skip" | "abort";
            };
            header?: {
                "idempotency-key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": (components["schemas"]["eventRow"] | unknown)[];
                "application/xml": (components["schemas"]["eventRow"] | unknown)[];
            };
        };
        responses: {
            /** @description Imported, with warnings or without */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ImportResult"];
                };
            };
            /** @description Not finished yet */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ImportAccepted"];
                };
            };
            /** @description Not imported; see `exception` */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ImportResult"];
                };
            };
            /** @description Not imported; see `exception` */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ImportResult"];
                };
            };
            /** @description Not imported; see `exception` */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ImportResult"];
                };
            };
            /** @description Not imported; see `exception` */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ImportResult"];
                };
            };
            /** @description Not imported; see `exception` */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ImportResult"];
                };
            };
            /** @description Not imported; see `exception` */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ImportResult"];
                };
            };
            /** @description Not imported; see `exception` */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ImportResult"];
                };
            };
            /** @description A problem, with a stable code */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not imported; see `exception` */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ImportResult"];
                };
            };
            /** @description Not imported; see `exception` */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ImportResult"];
                };
            };
            /** @description Not imported; see `exception` */
            507: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ImportResult"];
                };
            };
        };
    };
    importSurveys: {
        parameters: {
            query: {
                /** @description The system that sends the rows and owns them. */
                importerId: string;
                /** @description Whether the answer has the validation of the whole database. */
                runGlobalIntegrityCheck?: "true" | "false";
                /** @description Checks everything, stores nothing. */
                dryRun?: "true" | "false";
                /** @description upsert (default); create or update: the other kind of row is rejected; snapshot: an upsert that also deletes what the importer owns and no longer sends. */
                mode?: "upsert" | "create" | "update" | "snapshot";
                /** @description skip (default): valid rows are imported; abort: one invalid row fails the import and nothing is stored. */
                onInvalid?: "skip" | "abort";
            };
            header?: {
                "idempotency-key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": (components["schemas"]["surveyRow"] | unknown)[];
                "application/xml": (components["schemas"]["surveyRow"] | unknown)[];
            };
        };
        responses: {
            /** @description Imported, with warnings or without */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ImportResult"];
                };
            };
            /** @description Not finished yet */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ImportAccepted"];
                };
            };
            /** @description Not imported; see `exception` */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ImportResult"];
                };
            };
            /** @description Not imported; see `exception` */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ImportResult"];
                };
            };
            /** @description Not imported; see `exception` */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ImportResult"];
                };
            };
            /** @description Not imported; see `exception` */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ImportResult"];
                };
            };
            /** @description Not imported; see `exception` */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ImportResult"];
                };
            };
            /** @description Not imported; see `exception` */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ImportResult"];
                };
            };
            /** @description Not imported; see `exception` */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ImportResult"];
                };
            };
            /** @description A problem, with a stable code */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not imported; see `exception` */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ImportResult"];
                };
            };
            /** @description Not imported; see `exception` */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ImportResult"];
                };
            };
            /** @description Not imported; see `exception` */
            507: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ImportResult"];
                };
            };
        };
    };
}
