// Package main is the parcel tracker of a courier: asks a routing service by name; its own logfmt.
package main

import (
	"encoding/json"
	"fmt"
	"net/http"
	"os"
	"strconv"
	"strings"
	"time"
)

func say(level, message string, pairs ...any) {
	var line strings.Builder
	fmt.Fprintf(&line, "ts=%s level=%s msg=%q", time.Now().UTC().Format("2006-01-02T15:04:05.000Z"), level, message)
	for at := 0; at+1 < len(pairs); at += 2 {
		value := fmt.Sprint(pairs[at+1])
		if strings.ContainsAny(value, " \"=") {
			value = strconv.Quote(value)
		}
		fmt.Fprintf(&line, " %v=%s", pairs[at], value)
	}
	fmt.Println(line.String())
}

var client = &http.Client{Timeout: 4 * time.Second, Transport: &http.Transport{DisableKeepAlives: true}}

func route(parcel string) (string, error) {
	response, err := client.Get(os.Getenv("ROUTING_URL") + "/routes/" + parcel)
	if err != nil {
		return "", fmt.Errorf("route of parcel %s: %w", parcel, err)
	}
	defer response.Body.Close()
	var answer struct{ Depot string }
	if err := json.NewDecoder(response.Body).Decode(&answer); err != nil {
		return "", fmt.Errorf("route of parcel %s: %w", parcel, err)
	}
	return answer.Depot, nil
}

func track(w http.ResponseWriter, r *http.Request) {
	started := time.Now()
	parcel := strings.TrimPrefix(r.URL.Path, "/track/")
	depot, err := route(parcel)
	status := http.StatusOK
	if err != nil {
		say("error", "tracking failed", "parcel", parcel, "err", err)
		status = http.StatusBadGateway
	}
	w.WriteHeader(status)
	fmt.Fprintf(w, "{\"parcel\":%q,\"depot\":%q}", parcel, depot)
	say("info", "request", "method", r.Method, "path", r.URL.Path, "status", status, "took", time.Since(started))
}

func main() {
	http.HandleFunc("/up", func(w http.ResponseWriter, r *http.Request) { fmt.Fprint(w, "up") })
	http.HandleFunc("/track/", track)
	say("info", "parcels listening", "addr", ":7070", "release", os.Getenv("APP_RELEASE"), "routing", os.Getenv("ROUTING_URL"))
	if err := http.ListenAndServe(":7070", nil); err != nil {
		say("error", "server stopped", "err", err)
		os.Exit(1)
	}
}
