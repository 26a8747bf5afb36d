"""Reports that come by themselves: weekly and monthly, by mail, of what their reader may see when they are made."""
