//! Any text as the address of a page: what is understood of it is written and read again the same.
#![no_main]

use libfuzzer_sys::fuzz_target;
use plaque::url::Address;

fuzz_target!(|text: &str| {
    let (query, fragment) = text.split_once('#').unwrap_or((text, ""));
    let address = Address::parse(query).with_fragment(fragment);
    let again = Address::parse(&address.to_query()).with_fragment(&address.to_fragment());
    assert_eq!(again.code, address.code);
    assert_eq!(again.date, address.date);
    assert_eq!(again.indicator, address.indicator);
    assert_eq!(again.answers, address.answers);
    assert!(again.wrong.is_empty(), "{:?}", again.wrong);
});
