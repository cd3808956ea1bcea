import { StrictMode, useEffect } from "react";
import { I18nProvider } from "react-aria-components/I18nProvider";
import type { AppInfo } from "#contract/calls.ts";
import { Shell } from "#renderer/app/Shell.tsx";
import { call } from "#renderer/bridge.ts";
import { intlTag } from "#renderer/i18n/locale.ts";
import { useText } from "#renderer/i18n/text.ts";

/** The page: one language and direction for everything in it. */
export function App({ info }: { readonly info: AppInfo | null }) {
  const { locale } = useText();
  useEffect(() => {
    requestAnimationFrame(() => setTimeout(() => void call("app.drawn", {}), 0));
  }, []);
  return (
    <StrictMode>
      <I18nProvider locale={intlTag(locale)}>
        <Shell info={info} />
      </I18nProvider>
    </StrictMode>
  );
}
