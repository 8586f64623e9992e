//! Any text as the address of a page: what is understood of it is written and read again the same.
#![no_main]

use libfuzzer_sys::fuzz_target;
use viewmodel::Address;

fuzz_target!(|text: &str| {
    let address = Address::of_link(text);
    let again = Address::of_link(&address.to_link());
    assert_eq!(again, Address { wrong: Vec::new(), ..address });
});
