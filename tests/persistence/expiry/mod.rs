//! Sessions that end in great numbers, while others go on.

mod load;
mod redis;
mod rows;
mod sql;
