fn link() -> Link {
    {
        type __Route = users::the_route_attribute_of_show;
        const __PLACES: [(usize, usize); 2] =
            __Route::TARGET.places().with("id").with("name").all();
        __Route::TARGET
            .link()
            .with::<{ __PLACES[0].0 }, { __PLACES[0].1 }, _>(user.id)
            .with::<{ __PLACES[1].0 }, { __PLACES[1].1 }, _>(name)
            .build::<{ __Route::TARGET.is_sure() }>()
    }
}
