fn link() -> Link {
    {
        type __Route = users::__route_attribute_on_show;
        const __PLACES: [(usize, usize); 2] =
            __Route::TARGET.places().with("id").with("name").all();
        __Route::TARGET
            .link()
            .with::<{ __PLACES[0].0 }, { __PLACES[0].1 }, _>(user.id)
            .with::<{ __PLACES[1].0 }, { __PLACES[1].1 }, _>(name)
            .build::<{ __Route::TARGET.is_sure() }>()
    }
}
