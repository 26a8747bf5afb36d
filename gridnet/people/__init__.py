"""Who there is: persons and the positions they hold, who is on duty, who has signed in, who may do what."""
