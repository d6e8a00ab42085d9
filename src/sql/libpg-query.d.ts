declare module "libpg-query/wasm/libpg-query.js" {
  /** The parts of the WebAssembly instance that `library.ts` uses; the package itself publishes no types for it. */
  export interface Instance {
    _malloc(bytes: number): number;
    _free(pointer: number): void;
    _wasm_parse_query_raw(sql: number): number;
    _wasm_free_parse_result(result: number): void;
    _wasm_parse_plpgsql(sql: number): number;
    _wasm_scan(sql: number): number;
    _wasm_free_string(text: number): void;
    lengthBytesUTF8(text: string): number;
    stringToUTF8(text: string, pointer: number, bytes: number): void;
    UTF8ToString(pointer: number): string;
    getValue(pointer: number, type: "i32"): number;
    /** The whole memory, as large as it has become. */
    readonly HEAPU8: Uint8Array;
  }
  export default function create(): Promise<Instance>;
}
