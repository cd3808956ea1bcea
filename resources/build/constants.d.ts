/** Version of Switchboard, from package.json; put in place of the name at build time. */
declare const __APP_VERSION__: string;
/** Electron version of record (what users run), from package.json; put in place of the name at build time. */
declare const __RECORD_RUNTIME__: string;
