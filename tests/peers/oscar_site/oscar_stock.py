"""Makes the shop's database, index and static files, with twelve kinds of wool socks to buy."""

import os
import sys

import django
from django.core.management import call_command

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "oscar_settings")


def stock() -> None:
    """Put socks into the catalogue."""
    from oscar.apps.catalogue.categories import create_from_breadcrumbs
    from oscar.core.loading import get_model

    kind = get_model("catalogue", "ProductClass").objects.create(name="Clothing")
    category = create_from_breadcrumbs("Clothing > Socks")
    partner = get_model("partner", "Partner").objects.create(name="Harbor Mill")
    get_model("address", "Country").objects.create(
        iso_3166_1_a2="GB", iso_3166_1_a3="GBR", name="United Kingdom",
        printable_name="United Kingdom", is_shipping_country=True,
    )  # fmt: skip
    for number in range(1, 13):
        product = get_model("catalogue", "Product").objects.create(
            upc=f"sock-{number}", title=f"Wool socks {number}", product_class=kind,
            structure="standalone", description=f"Warm socks, pattern {number}.",
        )  # fmt: skip
        product.categories.add(category)
        get_model("partner", "StockRecord").objects.create(
            product=product, partner=partner, partner_sku=product.upc, price=9 + number,
            num_in_stock=100_000,
        )  # fmt: skip


if __name__ == "__main__":
    django.setup()
    call_command("migrate", interactive=False, verbosity=0, stdout=sys.stderr)
    call_command("collectstatic", interactive=False, verbosity=0)
    stock()
    call_command("rebuild_index", interactive=False, verbosity=0)
