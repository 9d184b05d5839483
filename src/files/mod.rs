//! Where do uploads live?
