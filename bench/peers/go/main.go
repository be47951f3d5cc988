// gorilla/sessions with boj/redistore, as its README has it.
package main

import (
	"encoding/gob"
	"fmt"
	"net/http"
	"os"
	"strconv"
	"strings"

	"github.com/boj/redistore"
)

type person struct{ Sub, Name, Email, Role, Amr, Provider string }

func main() {
	gob.Register(person{})
	store, err := redistore.NewRediStore(10, "tcp", os.Getenv("REDIS"), "", []byte("keyboard cat keyboard cat keyboard cat"))
	if err != nil {
		panic(err)
	}
	http.HandleFunc("/anonymous", func(w http.ResponseWriter, r *http.Request) { fmt.Fprint(w, "hello") })
	http.HandleFunc("/sign-in/", func(w http.ResponseWriter, r *http.Request) {
		n, _ := strconv.Atoi(strings.TrimPrefix(r.URL.Path, "/sign-in/"))
		session, _ := store.Get(r, "session")
		name := fmt.Sprintf("person.number%d@example.com", n)
		session.Values["user"] = person{fmt.Sprintf("6f9619ff-8b86-d011-b42d-%012x", n), name, name, "Administrator", "pwd otp", "Google"}
		if err := session.Save(r, w); err != nil {
			http.Error(w, err.Error(), 500)
		}
	})
	http.HandleFunc("/me", func(w http.ResponseWriter, r *http.Request) {
		session, _ := store.Get(r, "session")
		if user, ok := session.Values["user"].(person); ok {
			fmt.Fprint(w, user.Name)
			return
		}
		http.Error(w, "", 401)
	})
	panic(http.ListenAndServe("127.0.0.1:"+os.Getenv("PORT"), nil))
}
