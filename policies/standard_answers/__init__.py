"""Standard answers (常用答复): how they are written and checked, who may quote which, what visitors say of them."""
