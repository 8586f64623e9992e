//! Finding, reading and typing, as a user with a screen, a keyboard or a screen reader would.

use std::time::{Duration, Instant};

use anyhow::{Context, Result, anyhow, bail};
use thirtyfour::{Key, WebElement};

use crate::{Page, long_tasks::looking};

const PATIENCE: Duration = Duration::from_secs(30);
/// Between two looks at the page: little at first, since most of what is waited for is nearly there.
const PAUSES_MS: [u64; 4] = [10, 20, 40, 80];
const FARTHEST_TAB: usize = 80;

impl Page {
    /// Visible elements of a role whose accessible name begins with `name`, now.
    pub async fn all(&self, role: &str, name: &str) -> Result<Vec<WebElement>> {
        let find = looking(include_str!("find.js"));
        let found = self.driver.execute(find, vec![role.into(), name.into()]).await?;
        Ok(found.elements()?)
    }

    /// The first such element, waited for.
    pub async fn get(&self, role: &str, name: &str) -> Result<WebElement> {
        let found = self.until(async || Ok(self.all(role, name).await?.into_iter().next())).await?;
        found.with_context(|| format!("no {role} named « {name} »"))
    }

    /// Waits until no such element is left.
    pub async fn gone(&self, role: &str, name: &str) -> Result<()> {
        let gone =
            self.until(async || Ok(self.all(role, name).await?.is_empty().then_some(()))).await?;
        gone.with_context(|| format!("{role} named « {name} » still there"))
    }

    /// Waits until `element` contains this text, whatever its spaces.
    pub async fn reads(&self, element: &WebElement, text: &str) -> Result<String> {
        let wanted = tidy(text);
        let mut last = String::new();
        let end = Instant::now() + PATIENCE;
        let mut pauses = pauses();
        while Instant::now() < end {
            // The element may have been replaced by a newer one; then the last text known is
            // reported.
            if let Ok(now) = element.text().await {
                last = tidy(&now);
                if last.contains(&wanted) {
                    return Ok(last);
                }
            }
            pause(&mut pauses).await;
        }
        bail!("« {text} » is not read in « {last} »")
    }

    /// Waits until the page shows this text somewhere.
    pub async fn shows(&self, text: &str) -> Result<()> {
        // To lay out all the text for every look is dear: first whether it is there at all.
        let look = "const [wanted] = arguments, tidy = t => t.replaceAll('\u{2019}', \"'\").replace(/\\s+/g, ' ').toLowerCase(), \
              bare = t => tidy(t).replaceAll(' ', ''); \
            return bare(document.body.textContent).includes(bare(wanted)) && tidy(document.body.innerText).includes(wanted)";
        let look = looking(look);
        let seen = self
            .until(async || {
                let there = self.driver.execute(&look, vec![tidy(text).into()]).await?;
                Ok(there.convert::<bool>()?.then_some(()))
            })
            .await?;
        seen.with_context(|| format!("« {text} » is nowhere on the page"))
    }

    /// All the visible text of the page, in lower case and with plain spaces.
    pub async fn text(&self) -> Result<String> {
        let text: String = self.script("return document.body.innerText").await?;
        Ok(tidy(&text))
    }

    /// Presses the first word written so that is shown, outside of what does something else.
    pub async fn press_word(&self, word: &str) -> Result<()> {
        const FIND: &str = "const [word] = arguments;
            const texts = document.createTreeWalker(document.querySelector('main'), NodeFilter.SHOW_TEXT);
            while (texts.nextNode()) {
              const { data, parentElement } = texts.currentNode;
              const at = data.search(new RegExp(`\\\\b${word}\\\\b`));
              const presses = parentElement.closest('button, a, summary, select, label, input, [role=grid]');
              if (at < 0 || presses || !parentElement.checkVisibility()) continue;
              parentElement.scrollIntoView({ block: 'center' });
              const range = document.createRange();
              range.setStart(texts.currentNode, at);
              range.setEnd(texts.currentNode, at + word.length);
              const { left, top, width, height } = range.getBoundingClientRect();
              return [Math.round(left + width / 2), Math.round(top + height / 2)];
            }
            return null";
        let find = looking(FIND);
        let at = self.driver.execute(&find, vec![word.into()]).await?;
        let (x, y) = at
            .convert::<Option<(i64, i64)>>()?
            .with_context(|| format!("« {word} » is nowhere on the page"))?;
        Ok(self.driver.action_chain().move_to(x, y).click().perform().await?)
    }

    /// Evaluates a script and reads its value.
    pub async fn script<T: serde::de::DeserializeOwned>(&self, script: &str) -> Result<T> {
        Ok(self.driver.execute(looking(script), Vec::new()).await?.convert()?)
    }

    /// Evaluates a script that calls its last argument with a value, and reads this.
    pub async fn wait_script<T: serde::de::DeserializeOwned>(
        &self,
        script: &str,
        arguments: Vec<serde_json::Value>,
    ) -> Result<T> {
        Ok(self.driver.execute_async(script, arguments).await?.convert()?)
    }

    /// Types on the keyboard, wherever the focus is.
    pub async fn keys(&self, keys: impl AsRef<str>) -> Result<()> {
        Ok(self.driver.action_chain().send_keys(keys.as_ref()).perform().await?)
    }

    /// Types a date (`2025-06-15`) into the date field in focus, its parts in the order in which
    /// this browser shows them.
    pub async fn type_date(&self, iso: &str) -> Result<()> {
        let order: Vec<String> = self
            .script("return new Intl.DateTimeFormat().formatToParts().map(p => p.type)")
            .await?;
        let [year, month, day] = iso.split('-').collect::<Vec<_>>()[..] else {
            bail!("{iso} is no date")
        };
        let part = |name: &String| match name.as_str() {
            "year" => year,
            "month" => month,
            "day" => day,
            _ => "",
        };
        self.keys(order.iter().map(part).collect::<String>()).await
    }

    /// Presses one key, wherever the focus is.
    pub async fn press(&self, key: Key) -> Result<()> {
        Ok(self.driver.action_chain().send_keys(key).perform().await?)
    }

    /// Presses a letter with Control.
    pub async fn chord(&self, letter: &str) -> Result<()> {
        let chord = self
            .driver
            .action_chain()
            .key_down(Key::Control)
            .send_keys(letter)
            .key_up(Key::Control);
        Ok(chord.perform().await?)
    }

    /// Selects the whole text of the field in focus.
    pub async fn select_all(&self) -> Result<()> {
        self.chord("a").await
    }

    /// Walks with Tab until the focus is on this element.
    pub async fn tab_to(&self, role: &str, name: &str) -> Result<WebElement> {
        let target = self.get(role, name).await?;
        for _ in 0..FARTHEST_TAB {
            self.press(Key::Tab).await?;
            let focused = self.driver.active_element().await?;
            if focused == target {
                return Ok(target);
            }
        }
        Err(anyhow!("{role} named « {name} » is not reached with {FARTHEST_TAB} presses of Tab"))
    }

    /// Walks to a list of choices with Tab, opens it, and picks what begins so. A list that is shut
    /// changes with every letter, and a browser that is late takes the next one for a new word.
    pub async fn pick(&self, list: &str, choice: &str) -> Result<()> {
        self.tab_to("combobox", list).await?;
        self.keys(" ").await?;
        self.keys(choice).await?;
        self.press(Key::Enter).await
    }

    /// Polls until a question has an answer, or patience ends.
    pub async fn until<T>(&self, ask: impl AsyncFn() -> Result<Option<T>>) -> Result<Option<T>> {
        let end = Instant::now() + PATIENCE;
        let mut pauses = pauses();
        loop {
            let answer = ask().await;
            match answer {
                Ok(Some(answer)) => return Ok(Some(answer)),
                Ok(None) if Instant::now() > end => return Ok(None),
                // An element that went away between two questions is asked for again.
                Err(error) if Instant::now() > end => return Err(error),
                Ok(None) | Err(_) => pause(&mut pauses).await,
            }
        }
    }
}

fn pauses() -> impl Iterator<Item = Duration> {
    let [.., longest] = PAUSES_MS;
    PAUSES_MS.into_iter().chain(std::iter::repeat(longest)).map(Duration::from_millis)
}

async fn pause(pauses: &mut impl Iterator<Item = Duration>) {
    if let Some(pause) = pauses.next() {
        tokio::time::sleep(pause).await;
    }
}

/// Plain spaces, plain apostrophes, lower case: what differs between typographies is no difference
/// here.
pub(crate) fn tidy(text: &str) -> String {
    let plain = text.replace('’', "'");
    plain.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn typography_makes_no_difference() {
        assert_eq!(tidy("L’aide\u{202f}: 50\u{a0}000\n €"), "l'aide : 50 000 €");
    }
}
